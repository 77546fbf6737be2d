package config

import (
	"strings"
	"testing"
)

// TestErrors has every error, with its place. The file is f.
func TestErrors(t *testing.T) {
	t.Parallel()
	const (
		wantTarget  = "want a function such as example.com/log.Die or (*example.com/log.Logger).Die"
		wantType    = "want a type such as example.com/queue.Table"
		wantPackage = "want packages such as example.com/gen/... by their path"
		wantFile    = "want the name of a file in the module such as *.pb.go or internal/gen/**"
		wantKey     = "keys: want the number of a parameter, from 0"
		wantKeys    = "; want panic, checks, relock, locks, functions, futures, noreturn, skip or generated"
	)
	for _, tt := range []struct {
		name, text string
		want       []string // without "f:"
	}{
		{"unknown key", "panics: all\n", []string{`1:1: unknown key "panics"` + wantKeys}},
		{"merge key", "<<: {panic: all}\n", []string{`1:1: unknown key "<<"` + wantKeys}},
		{"unknown keys", "skip: {file: []}\nlocks:\n  - type: p.T\n    lock: false\n    method: []\n", []string{
			`1:8: unknown key "file"; want packages or files`,
			`5:5: unknown key "method"; want type, lock or methods`,
		}},
		{"key twice", "panic: all\npanic: off\n", []string{`2:1: the key "panic" is there already, in line 1`}},
		{"name twice", "functions:\n  p.F: []\n  \"p.F\": []\n", []string{`3:3: the key "p.F" is there already, in line 2`}},
		{"check twice", "checks: {lockleak: true, lockleak: false}\n", []string{`1:26: the key "lockleak" is there already, in line 1`}},
		{"list as key", "? [a]\n: b\n", []string{"1:3: want the name of a key, not a list"}},
		{"null as key", "? ~\n: b\n", []string{"1:3: want the name of a key, not nothing"}},
		{"no mapping", "- panic\n", []string{"1:1: want keys with values, not a list"}},
		{"text", "panic\n", []string{`1:1: want keys with values, not "panic"`}},
		{"null", "~\n", []string{"1:1: want keys with values, not nothing"}},
		{"alias", "noreturn: &a [p.F]\nskip: *a\n", []string{"2:7: skip: want the value itself, not an alias"}},
		{"alias of itself", "noreturn: &a [*a]\n", []string{"1:15: noreturn: want the value itself, not an alias"}},
		{"alias as key", "&a panic: off\n*a : off\n", []string{"2:1: want the name of a key, not an alias"}},
		{"own tag", "panic: !level off\n", []string{`1:8: panic: want off, recovered, explicit or all, not a value of type "!level"`}},

		{"panic", "panic: loud\n", []string{`1:8: panic: want off, recovered, explicit or all, not "loud"`}},
		{"panic upper case", "panic: ALL\n", []string{`1:8: panic: want off, recovered, explicit or all, not "ALL"`}},
		{"panic bool", "panic: false\n", []string{`1:8: panic: want off, recovered, explicit or all, not "false"`}},
		{"panic list", "panic: [off]\n", []string{"1:8: panic: want off, recovered, explicit or all, not a list"}},
		{"panic missing", "panic:\n", []string{"1:7: panic: want off, recovered, explicit or all, not nothing"}},

		{"checks", "checks: [lockleak]\n", []string{"1:9: checks: want keys with values, not a list"}},
		{"unknown check", "checks: {lockdetail: true}\n", []string{`1:10: checks: want badunlock, deferlock, lockdirective, lockleak, lostunlock or relock, not "lockdetail"`}},
		{"check no bool", "checks:\n  lockleak: on\n  badunlock: 1\n", []string{
			`2:13: lockleak: want true or false, not "on"`,
			`3:14: badunlock: want true or false, not "1"`,
		}},
		{"check in quotes", "checks: {lockleak: 'true'}\n", []string{`1:20: lockleak: want true or false, not "true"`}},
		{"check in capitals", "checks: {lockleak: True}\n", []string{`1:20: lockleak: want true or false, not "True"`}},

		{"locks", "locks: {type: p.T}\n", []string{"1:8: locks: want a list, not keys with values"}},
		{"locks null", "locks:\n#  - type: p.T\n", []string{"1:7: locks: want a list, not nothing"}},
		{"lock text", "locks: [p.T]\n", []string{`1:9: locks: want keys with values, not "p.T"`}},
		{"no type", "locks: [{lock: false}]\n", []string{"1:9: locks: the key type is missing"}},
		{"type without package", "locks: [{type: T, lock: false}]\n", []string{`1:16: type: ` + wantType + `, not "T"`}},
		{"type pointer", "locks: [{type: '*p.T', lock: false}]\n", []string{`1:16: type: ` + wantType + `, not "*p.T"`}},
		{"type parameters", "locks: [{type: 'p.T[K]', lock: false}]\n", []string{`1:16: type: ` + wantType + `, not "p.T[K]"`}},
		{"only a package", "locks: [{type: example.com/p, lock: false}]\n", []string{`1:16: type: ` + wantType + `, not "example.com/p"`}},
		{"lock no bool", "locks: [{type: p.T, lock: no}]\n", []string{`1:27: lock: want true or false, not "no"`}},
		{"no methods", "locks:\n  - type: p.T\n", []string{"2:5: locks: want the methods of the lock, or lock: false"}},
		{"empty methods", "locks: [{type: p.T, methods: []}]\n", []string{"1:21: methods: want the methods of the lock, or lock: false"}},
		{"methods of no lock", "locks: [{type: p.T, methods: [{name: M, does: try}], lock: false}]\n", []string{"1:21: methods: want none with lock: false"}},
		{"methods no list", "locks: [{type: p.T, methods: M}]\n", []string{`1:30: methods: want a list, not "M"`}},
		{"no name", "locks: [{type: p.T, methods: [{does: try}]}]\n", []string{"1:31: methods: the key name is missing"}},
		{"no does", "locks: [{type: p.T, methods: [{name: M}]}]\n", []string{"1:31: methods: the key does is missing"}},
		{"nothing", "locks: [{type: p.T, methods: [{}]}]\n", []string{
			"1:31: methods: the key name is missing",
			"1:31: methods: the key does is missing",
		}},
		{"unknown in method", "locks: [{type: p.T, methods: [{name: M, does: try, key: 0}]}]\n",
			[]string{`1:52: unknown key "key"; want name, does, keys, shared, held or handle`}},
		{"name", "locks: [{type: p.T, methods: [{name: T.M, does: try}]}]\n", []string{`1:38: name: want the name of a method, not "T.M"`}},
		{"does", lockOf("does: lock"), []string{`1:47: does: want acquire, try, release or require, not "lock"`}},
		{"keys", lockOf("does: try, keys: 0"), []string{`1:58: keys: want a list, not "0"`}},
		{"key", lockOf("does: try, keys: [-1, 1.0, 01, +1, 1000, x, ~]"), []string{
			"1:59: " + wantKey + `, not "-1"`, "1:63: " + wantKey + `, not "1.0"`, "1:68: " + wantKey + `, not "01"`,
			"1:72: " + wantKey + `, not "+1"`, "1:76: " + wantKey + `, not "1000"`, "1:82: " + wantKey + `, not "x"`,
			"1:85: " + wantKey + ", not nothing",
		}},
		{"shared", lockOf("does: try, shared: any"), []string{`1:60: shared: want true or false, not "any"`}},
		{"held", lockOf("does: try, held: false"), []string{`1:58: held: want always, true, nil or true-and-nil, not "false"`}},
		{"held null", lockOf("does: try, held: null"), []string{"1:58: held: want always, true, nil or true-and-nil, not nothing"}},
		{"held always", lockOf("does: try, held: always"), []string{"1:52: held: want true, nil or true-and-nil, as a try may fail"}},
		{"held required", lockOf("does: require, held: always"), []string{"1:56: held: want none with does: require"}},
		{"handle", lockOf("does: acquire, handle: 1"), []string{`1:64: handle: want true or false, not "1"`}},
		{"handle of try", lockOf("does: try, handle: true"), []string{"1:52: handle: want it with does: acquire; held says whether that may fail"}},
		{"handle of release", lockOf("handle: true, does: release"), []string{"1:41: handle: want it with does: acquire; held says whether that may fail"}},

		{"functions", "functions: p.F\n", []string{`1:12: functions: want keys with values, not "p.F"`}},
		{"list of functions", "functions: [p.F, {p.G: [], p.H: []}, {p.G: []}, ~]\n", []string{
			`1:13: functions: want keys with values, not "p.F"`,
			`1:39: the key "p.G" is there already, in line 1`,
			"1:49: functions: want keys with values, not nothing",
		}},
		{"listed checks", "checks: [{lockleak: true}]\n", []string{"1:9: checks: want keys with values, not a list"}},
		{"relock", "relock: {shared: maybe, x: 1}\n", []string{`1:18: shared: want true or false, not "maybe"`, `1:25: unknown key "x"; want shared`}},
		{"function", "functions:\n  F: []\n  p.F(): []\n  (p.T.M): []\n  (**p.T).M: []\n  p q.F: []\n", []string{
			`2:3: functions: ` + wantTarget + `, not "F"`,
			`3:3: functions: ` + wantTarget + `, not "p.F()"`,
			`4:3: functions: ` + wantTarget + `, not "(p.T.M)"`,
			`5:3: functions: ` + wantTarget + `, not "(**p.T).M"`,
			`6:3: functions: ` + wantTarget + `, not "p q.F"`,
		}},
		{"declarations", "functions: {p.F: noreturn}\n", []string{`1:18: p.F: want a list, not "noreturn"`}},
		{"declaration", "functions:\n  p.F:\n    - a;b\n    - ''\n    - ' '\n    - {a: b}\n    - p.F: noreturn\n", []string{
			`3:7: p.F: want a declaration such as acquires arg0.mu, not "a;b"`,
			`4:7: p.F: want a declaration such as acquires arg0.mu, not ""`,
			`5:7: p.F: want a declaration such as acquires arg0.mu, not " "`,
			`6:7: p.F: want a declaration such as acquires arg0.mu, not keys with values`,
			`7:7: p.F: want a declaration such as acquires arg0.mu, not keys with values`,
		}},

		{"futures", "futures: p.T\n", []string{`1:10: futures: want a list, not "p.T"`}},
		{"future", "futures: [{complete: []}]\n", []string{"1:11: futures: the key type is missing"}},
		{"future type", "futures: [{type: p}]\n", []string{`1:18: type: ` + wantType + `, not "p"`}},
		{"future unknown", "futures: [{type: p.T, completes: []}]\n", []string{`1:23: unknown key "completes"; want type, complete or register`}},
		{"complete", "futures: [{type: p.T, complete: Done}]\n", []string{`1:33: complete: want a list, not "Done"`}},
		{"complete name", "futures: [{type: p.T, complete: [on done]}]\n", []string{`1:34: complete: want the name of a method, not "on done"`}},
		{"register name", "futures: [{type: p.T, register: [func]}]\n", []string{`1:34: register: want the name of a method, not "func"`}},

		{"noreturn", "noreturn: p.F\n", []string{`1:11: noreturn: want a list, not "p.F"`}},
		{"noreturn function", "noreturn: [p.F, die, 1]\n", []string{
			`1:17: noreturn: ` + wantTarget + `, not "die"`,
			`1:22: noreturn: ` + wantTarget + `, not "1"`,
		}},

		{"skip", "skip: [a]\n", []string{"1:7: skip: want keys with values, not a list"}},
		{"packages", "skip: {packages: a}\n", []string{`1:18: packages: want a list, not "a"`}},
		{"package", "skip:\n  packages:\n    - ./a\n    - ../a\n    - all\n    - std\n    - a/\n    - a b\n    - a/*\n    - ''\n", []string{
			`3:7: packages: ` + wantPackage + `, not "./a"`,
			`4:7: packages: ` + wantPackage + `, not "../a"`,
			`5:7: packages: ` + wantPackage + `, not "all"`,
			`6:7: packages: ` + wantPackage + `, not "std"`,
			`7:7: packages: ` + wantPackage + `, not "a/"`,
			`8:7: packages: ` + wantPackage + `, not "a b"`,
			`9:7: packages: ` + wantPackage + `, not "a/*"`,
			`10:7: packages: ` + wantPackage + `, not ""`,
		}},
		{"files", "skip: {files: a.go}\n", []string{`1:15: files: want a list, not "a.go"`}},
		{"file", "skip:\n  files:\n    - /a\n    - a/\n    - ../a\n    - a\\b\n    - a**\n    - '[a'\n    - 'a,b'\n    - ' a'\n    - ''\n", []string{
			`3:7: files: ` + wantFile + `, not "/a"`,
			`4:7: files: ` + wantFile + `, not "a/"`,
			`5:7: files: ` + wantFile + `, not "../a"`,
			`6:7: files: ` + wantFile + `, not "a\\b"`,
			`7:7: files: ` + wantFile + `, not "a**"`,
			`8:7: files: ` + wantFile + `, not "[a"`,
			`9:7: files: ` + wantFile + `, not "a,b"`,
			`10:7: files: ` + wantFile + `, not " a"`,
			`11:7: files: ` + wantFile + `, not ""`,
		}},

		{"order", "skip: 1\npanic: 2\n? [x]\n: 3\nlocks: 4\n", []string{
			`1:7: skip: want keys with values, not "1"`,
			`2:8: panic: want off, recovered, explicit or all, not "2"`,
			"3:3: want the name of a key, not a list",
			`5:8: locks: want a list, not "4"`,
		}},
		{"line breaks", "panic: \"a\\nb\"\n", []string{`1:8: panic: want off, recovered, explicit or all, not "a\nb"`}},
		{"column of characters", "{é: 1, panic: ü}\n", []string{
			`1:2: unknown key "é"` + wantKeys,
			`1:15: panic: want off, recovered, explicit or all, not "ü"`,
		}},

		{"documents", "panic: off\n---\npanic: all\n", []string{"2:1: want one document"}},
		{"not UTF-8", "panic: off\nnoreturn: [é\xff]\n", []string{"2:13: want UTF-8 text without control characters"}},
		{"control character", "panic: \x00\n", []string{"1:8: want UTF-8 text without control characters"}},
		{"tab", "skip:\n\tfiles: []\n", []string{"2:1: this is no YAML: found character that cannot start any token while scanning for the next token"}},
		{"bracket", "noreturn: [p.F\npanic: off\n", []string{"2:6: this is no YAML: did not find expected ',' or ']' while parsing a flow sequence that begins in line 1"}},
		{"star", "skip:\n  files: [*.pb.go]\n", []string{"2:11: this is no YAML: unknown anchor '.pb.go' referenced; a text that begins with * has to be in quotes"}},
		{"wrong behind the document", "panic: off\n---\n[\n", []string{"4:1: this is no YAML: did not find expected node content while parsing a flow node"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, err := Parse("f", []byte(tt.text))
			if err == nil {
				t.Fatalf("no error, but %+v", c)
			}
			want := "f:" + strings.Join(tt.want, "\nf:")
			if got := err.Error(); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}
