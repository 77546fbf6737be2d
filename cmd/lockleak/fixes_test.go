package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/dev/exhaustive"
)

// TestFixes applies every fix of every fixture, those of one function one after
// the other. What comes of it compiles and is formatted, has all its comments,
// and has one finding less in the function and no new one anywhere. In the end,
// no fix is left. All modules but one are for exhaustive runs.
func TestFixes(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..", "testdata", "src")
	modules, err := os.ReadDir(root)
	if err != nil || len(modules) == 0 {
		t.Fatal("no fixtures", err)
	}
	kinds, all, fixed := make(map[string]int), make(map[string]int), make(map[string]int)
	for _, m := range modules {
		t.Run(m.Name(), func(t *testing.T) {
			if m.Name() != light {
				exhaustive.Only(t)
			}
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(filepath.Join(root, m.Name()))); err != nil {
				t.Fatal(err)
			}
			f := fixing{t: t, dir: dir, flags: flags[m.Name()], kinds: kinds}
			f.run(all, fixed)
		})
	}
	for _, what := range slices.Sorted(maps.Keys(all)) {
		t.Logf("%s: %d of %d have a fix", what, fixed[what], all[what])
	}
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		t.Logf("%s: %d", kind, kinds[kind])
	}
	if !exhaustive.Enabled() {
		return
	}
	// Far fewer would mean that the fixes are not offered any more.
	for kind, least := range map[string]int{"Defer": 120, "Release": 90, "Call": 15, "Remove": 2} {
		if kinds[kind] < least {
			t.Errorf("there are %d fixes that begin with %s, want %d at least", kinds[kind], kind, least)
		}
	}
}

// A fixing is a copy of a module of fixtures in which fixes are applied.
type fixing struct {
	t     *testing.T
	dir   string
	flags []string
	kinds map[string]int // fixes by the first word of what they do
}

// A fixable is a finding with the function that it is in and its fixes.
type fixable struct {
	Posn, Category, Message string
	Fixes                   []struct {
		Message string
		Edits   []edit
	} `json:"suggested_fixes"`

	check string
	in    function
}

// An edit is one in the JSON of a finding.
type edit struct {
	Filename   string
	Start, End int
	New        string
}

// A function is the index of a declaration in a file.
type function struct {
	file string
	decl int
}

// run applies the fixes of the module until there are none.
func (f fixing) run(all, fixed map[string]int) {
	findings := f.analyse()
	for _, x := range findings {
		all[x.check+" "+x.Category]++
		if len(x.Fixes) > 0 {
			fixed[x.check+" "+x.Category]++
		}
	}
	for round := 0; ; round++ {
		chosen := make(map[function]fixable)
		for _, x := range findings {
			if _, ok := chosen[x.in]; !ok && len(x.Fixes) > 0 {
				chosen[x.in] = x
			}
		}
		if len(chosen) == 0 {
			return
		}
		if round == 10 {
			f.t.Fatal("fixes do not end")
		}
		f.apply(chosen)
		after := f.analyse()
		f.compare(findings, after, chosen)
		if f.t.Failed() {
			return
		}
		findings = after
	}
}

// analyse returns the findings in the module as it is.
func (f fixing) analyse() []fixable {
	f.t.Helper()
	env := append(os.Environ(), goEnv(f.t)...)
	out, status := output(f.t, f.dir, env, self(f.t), slices.Concat([]string{"-json"}, f.flags, []string{"./..."})...)
	if status > 1 || f.t.Failed() {
		f.t.Fatalf("exit status %d", status)
	}
	var tree map[string]map[string][]fixable
	if err := json.NewDecoder(bytes.NewReader(out)).Decode(&tree); err != nil {
		f.t.Fatal(err)
	}
	var all []fixable
	for _, pkg := range slices.Sorted(maps.Keys(tree)) {
		for _, check := range slices.Sorted(maps.Keys(tree[pkg])) {
			for _, x := range tree[pkg][check] {
				x.check, x.in = check, f.functionAt(x.Posn)
				all = append(all, x)
			}
		}
	}
	return all
}

// functionAt returns the declaration at file:line:column.
func (f fixing) functionAt(posn string) function {
	f.t.Helper()
	parts := strings.Split(posn, ":")
	n := len(parts) - 2
	name := strings.Join(parts[:n], ":")
	line, err := strconv.Atoi(parts[n])
	if err != nil {
		f.t.Fatal(err)
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
	if err != nil {
		f.t.Fatal(err)
	}
	return function{name, slices.IndexFunc(file.Decls, func(d ast.Decl) bool {
		return fset.Position(d.Pos()).Line <= line && line <= fset.Position(d.End()).Line
	})}
}

// apply writes the first fix of each of the findings into the files.
func (f fixing) apply(chosen map[function]fixable) {
	edits := make(map[string][]edit)
	stale := make(map[string]bool) // files with directives that go, which others may be aligned with
	for fn, x := range chosen {
		stale[fn.file] = stale[fn.file] || x.Category == "stale"
		f.kinds[strings.Fields(x.Fixes[0].Message)[0]]++
		if len(x.Fixes) > 2 {
			f.t.Errorf("%s: %d fixes", x.Posn, len(x.Fixes))
		}
		for _, e := range x.Fixes[0].Edits {
			if e.Filename != fn.file {
				f.t.Errorf("%s: a fix in another file, %s", x.Posn, e.Filename)
			}
			edits[e.Filename] = append(edits[e.Filename], e)
		}
	}
	for name, list := range edits {
		before, err := os.ReadFile(name)
		if err != nil {
			f.t.Fatal(err)
		}
		slices.SortFunc(list, func(a, b edit) int { return a.Start - b.Start })
		var after []byte
		from := 0
		for _, e := range list {
			if e.Start < from {
				f.t.Fatalf("%s: edits overlap at byte %d", name, e.Start)
			}
			after = append(append(after, before[from:e.Start]...), e.New...)
			from = e.End
		}
		after = append(after, before[from:]...)
		got, err := format.Source(after)
		if stale[name] {
			after = got
		}
		if err != nil || isFormatted(before) && !bytes.Equal(got, after) {
			f.t.Errorf("%s: not formatted after the fixes: %v\n%s", name, err, after)
		}
		if gone := missing(comments(f.t, before), comments(f.t, after)); len(gone) > 0 {
			f.t.Errorf("%s: comments that are gone: %q", name, gone)
		}
		if err := os.WriteFile(name, after, 0o600); err != nil {
			f.t.Fatal(err)
		}
	}
}

func isFormatted(text []byte) bool {
	got, err := format.Source(text)
	return err == nil && bytes.Equal(got, text)
}

// comments returns how often each comment is in a file.
func comments(t *testing.T, text []byte) map[string]int {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "", text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	n := make(map[string]int)
	for _, g := range file.Comments {
		for _, c := range g.List {
			if strings.HasPrefix(c.Text, "//lockleak:ignore ") {
				continue // a fix removes it
			}
			n[c.Text]++
		}
	}
	return n
}

// missing returns what is in before more often than in after.
func missing(before, after map[string]int) []string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(before)) {
		if before[k] > after[k] {
			out = append(out, k)
		}
	}
	return out
}

// compare compares the findings before and after the fixes of the chosen ones.
func (f fixing) compare(before, after []fixable, chosen map[function]fixable) {
	f.t.Helper()
	was, is := tallies(before), tallies(after)
	for fn, x := range chosen {
		was[fn][x.check+" "+x.Category]--
	}
	for _, fn := range slices.SortedFunc(maps.Keys(is), func(a, b function) int {
		return strings.Compare(fmt.Sprint(a), fmt.Sprint(b))
	}) {
		if found := missing(is[fn], was[fn]); len(found) > 0 {
			name, decl := strings.TrimPrefix(fn.file, f.dir), ""
			if x, ok := chosen[fn]; ok {
				decl = fmt.Sprintf(", after the fix of %q", x.Message)
			}
			f.t.Errorf("%s: in declaration %d%s there is still or newly: %q", name, fn.decl, decl, found)
		}
	}
}

// tallies counts the findings of each function by their kind.
func tallies(all []fixable) map[function]map[string]int {
	n := make(map[function]map[string]int)
	for _, x := range all {
		if n[x.in] == nil {
			n[x.in] = make(map[string]int)
		}
		n[x.in][x.check+" "+x.Category]++
	}
	return n
}
