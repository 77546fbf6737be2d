package declare

import (
	"errors"
	"go/ast"
	goparser "go/parser"
	"go/token"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	t.Parallel()
	mu := Expr{Path: Path{"s", "mu"}}
	for text, want := range map[string]Declaration{
		"acquires s.mu":                           {Verb: Acquires, Lock: mu},
		"acquires s.mu shared":                    {Verb: Acquires, Lock: mu, Shared: true},
		"acquires s.mu if true":                   {Verb: Acquires, Lock: mu, If: []Condition{True}},
		"acquires s.mu shared if true and nil":    {Verb: Acquires, Lock: mu, Shared: true, If: []Condition{True, NoError}},
		"acquires s.mu if error and false":        {Verb: Acquires, Lock: mu, If: []Condition{SomeError, False}},
		"acquires s.mu if nil by result":          {Verb: Acquires, Lock: mu, If: []Condition{NoError}, ByResult: true},
		"acquires s.mu by result":                 {Verb: Acquires, Lock: mu, ByResult: true},
		"acquires recv(arg0, req.id)":             {Verb: Acquires, Lock: Expr{Path{"recv"}, []Path{{"arg0"}, {"req", "id"}}}},
		"acquires table(key)":                     {Verb: Acquires, Lock: Expr{Path{"table"}, []Path{{"key"}}}},
		"acquires shared shared":                  {Verb: Acquires, Lock: Expr{Path: Path{"shared"}}, Shared: true},
		"acquires größe":                          {Verb: Acquires, Lock: Expr{Path: Path{"größe"}}},
		"tries s.mu":                              {Verb: Tries, Lock: mu},
		"tries s.mu shared if false":              {Verb: Tries, Lock: mu, Shared: true, If: []Condition{False}},
		"releases s.mu":                           {Verb: Releases, Lock: mu},
		"releases s.mu shared":                    {Verb: Releases, Lock: mu, Shared: true},
		"releases s.mu any if error":              {Verb: Releases, Lock: mu, Any: true, If: []Condition{SomeError}},
		"requires s.mu":                           {Verb: Requires, Lock: mu},
		"requires s.mu shared":                    {Verb: Requires, Lock: mu, Shared: true},
		"runs fn now":                             {Verb: Runs, Param: "fn", When: Now},
		"runs now maybe":                          {Verb: Runs, Param: "now", When: Maybe},
		"runs arg1 later":                         {Verb: Runs, Param: "arg1", When: Later},
		"noreturn":                                {Verb: NoReturn},
		"notlock":                                 {Verb: NotLock},
		"future":                                  {Verb: Future},
		"future complete Set,Fail":                {Verb: Future, Complete: []string{"Set", "Fail"}},
		"future register Then":                    {Verb: Future, Register: []string{"Then"}},
		"future complete complete register After": {Verb: Future, Complete: []string{"complete"}, Register: []string{"After"}},
	} {
		got, err := Parse(text)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v", text, got, err)
		}
		if s := want.String(); s != text {
			t.Errorf("%+v is printed as %q, want %q", want, s, text)
		}
	}
}

func TestSpaces(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		" acquires\ts . mu  shared ":             "acquires s.mu shared",
		"acquires t( a,b . c ,d )if nil":         "acquires t(a, b.c, d) if nil",
		"future complete Set , Fail register At": "future complete Set,Fail register At",
	} {
		got, err := Parse(text)
		if err != nil || got.String() != want {
			t.Errorf("%q: got %v, %v, want %s", text, got, err, want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	const verbs = "want acquires, tries, releases, requires, runs, noreturn, future or notlock"
	for text, want := range map[string]Error{
		"":                               {0, verbs},
		"  ":                             {2, verbs},
		"acquire s.mu":                   {0, verbs},
		" Acquires s.mu":                 {1, verbs},
		"acquires":                       {8, "want a lock, such as s.mu or table(key)"},
		"acquires if true":               {9, "want a lock, such as s.mu or table(key)"},
		"acquires *s":                    {9, "want a lock, such as s.mu or table(key)"},
		"acquires 2":                     {9, "want a lock, such as s.mu or table(key)"},
		"tries \xff":                     {6, "want a lock, such as s.mu or table(key)"},
		"acquires s.":                    {11, "want the name of a field"},
		"acquires s..mu":                 {11, "want the name of a field"},
		"acquires s.type":                {11, "want the name of a field"},
		"acquires t()":                   {11, "want a key, such as id or req.id"},
		"acquires t(a,":                  {13, "want a key, such as id or req.id"},
		"acquires t(\"a\")":              {11, "want a key, such as id or req.id"},
		"acquires t(a.)":                 {13, "want the name of a field"},
		"acquires t(a":                   {12, "want , or )"},
		"acquires t(a b)":                {13, "want , or )"},
		"acquires t(f(a))":               {12, "want , or )"},
		"acquires s.mu exclusive":        {14, "want shared, if, by or the end"},
		"acquires s.mu.":                 {14, "want the name of a field"},
		"acquires s.mu, s.rw":            {13, "want shared, if, by or the end"},
		"acquires s.mu shared shared":    {21, "want if, by or the end"},
		"acquires s.mu if":               {16, "want true, false, nil or error"},
		"acquires s.mu if ok":            {17, "want true, false, nil or error"},
		"acquires s.mu if true, nil":     {21, "want and, by or the end"},
		"acquires s.mu if true and":      {25, "want nil or error"},
		"acquires s.mu if true and true": {26, "want nil or error"},
		"acquires s.mu if nil and error": {25, "want true or false"},
		"acquires s.mu if true and nil and error": {30, "want by or the end"},
		"acquires s.mu by":                        {16, "want result"},
		"acquires s.mu by hand":                   {17, "want result"},
		"acquires s.mu by result if true":         {24, "want the end"},
		"tries s.mu any":                          {11, "want shared, if or the end"},
		"tries s.mu by result":                    {11, "want shared, if or the end"},
		"releases s.mu by result":                 {14, "want shared, any, if or the end"},
		"releases s.mu shared any":                {21, "want if or the end"},
		"requires s.mu if true":                   {14, "want shared or the end"},
		"requires s.mu shared any":                {21, "want the end"},
		"runs":                                    {4, "want a parameter, such as fn or arg0"},
		"runs func now":                           {5, "want a parameter, such as fn or arg0"},
		"runs fn":                                 {7, "want now, maybe or later"},
		"runs s.fn now":                           {6, "want now, maybe or later"},
		"runs fn now later":                       {12, "want the end"},
		"noreturn now":                            {9, "want the end"},
		"notlock s.mu":                            {8, "want the end"},
		"future Set":                              {7, "want complete, register or the end"},
		"future complete":                         {15, "want the name of a method"},
		"future complete Set,":                    {20, "want the name of a method"},
		"future complete Set Fail":                {20, "want register or the end"},
		"future register Then complete Set":       {21, "want the end"},
	} {
		d, err := Parse(text)
		if e, ok := errors.AsType[*Error](err); !ok || *e != want || !reflect.DeepEqual(d, Declaration{}) {
			t.Errorf("%q: got %v, %v, want %v", text, d, err, &want)
		}
	}
}

func TestVerbs(t *testing.T) {
	t.Parallel()
	if got := Verbs(); !slices.Equal(got, verbs) || len(got) != 8 {
		t.Errorf("got %q", got)
	}
	if d := (Declaration{}); d.String() != "" {
		t.Errorf("the zero Declaration is %q", d)
	}
}

func TestParseLine(t *testing.T) {
	t.Parallel()
	for line, want := range map[string][2]string{
		"example.com/x/p.Lock: acquires arg0":            {"example.com/x/p.Lock", "acquires arg0"},
		" (*gopkg.in/x.v3.Table).LockKey :tries recv(k)": {"(*gopkg.in/x.v3.Table).LockKey", "tries recv(k)"},
		"(p.T).Done:noreturn":                            {"(p.T).Done", "noreturn"},
		"p.Promise: future complete Set":                 {"p.Promise", "future complete Set"},
	} {
		target, d, err := ParseLine(line)
		if err != nil || target != want[0] || d.String() != want[1] {
			t.Errorf("%q: got %q, %q, %v", line, target, d, err)
		}
	}
}

func TestParseLineErrors(t *testing.T) {
	t.Parallel()
	const target = "want a target, such as path/pkg.Func, (*path/pkg.Type).Method or path/pkg.Type"
	for line, want := range map[string]Error{
		"":                                   {0, target},
		": noreturn":                         {0, target},
		"  Lock: noreturn":                   {2, target},
		".Lock: noreturn":                    {0, target},
		"p.: noreturn":                       {0, target},
		"a b.Lock: noreturn":                 {0, target},
		"x/.Lock: noreturn":                  {0, target},
		"(*p.T).: noreturn":                  {0, target},
		"(*p.T[K]).Lock: noreturn":           {0, target},
		"(*p.T).Lock noreturn":               {0, target},
		"(p.T).m.Lock: noreturn":             {0, target},
		"p.T.Lock":                           {8, "want a colon and a declaration"},
		" p.Lock ":                           {7, "want a colon and a declaration"},
		"p.Lock:":                            {7, "want acquires, tries, releases, requires, runs, noreturn, future or notlock"},
		"p.Lock: acquires ":                  {17, "want a lock, such as s.mu or table(key)"},
		"p.Lock: noreturn (*p.T).M: notlock": {17, "want the end"},
	} {
		_, d, err := ParseLine(line)
		if e, ok := errors.AsType[*Error](err); !ok || *e != want || !reflect.DeepEqual(d, Declaration{}) {
			t.Errorf("%q: got %v, %v, want %v", line, d, err, &want)
		}
	}
}

func TestParseLines(t *testing.T) {
	t.Parallel()
	lines, err := ParseLines(`# the table; p.X: noreturn
p.A: acquires p.mu; p.B: releases p.mu ;

	# p.Y: noreturn
p.C: nothing
p.D: noreturn; p.E; (*p.T).F: tries recv # not a comment
p.G: notlock`)
	var got []string
	for _, l := range lines {
		got = append(got, strings.Join([]string{string(rune('0' + l.Number)), l.Target, l.String()}, " "))
	}
	if want := []string{"2 p.A acquires p.mu", "2 p.B releases p.mu", "6 p.D noreturn", "7 p.G notlock"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	const want = "line 5: offset 5: want acquires, tries, releases, requires, runs, noreturn, future or notlock\n" +
		"line 6: offset 18: want a colon and a declaration\n" +
		"line 6: offset 41: want shared, if or the end"
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
	if lines, err := ParseLines(" \n;;\n"); len(lines) > 0 || err != nil {
		t.Errorf("got %v, %v for empty lines", lines, err)
	}
}

// commented is a file with what FromComments finds or complains about, with a
// comment behind it.
const commented = `package p

// Lock does things.
//
// lockleak: is a tool, and lockleak:acquires is one of its verbs.
// lockleak:nothing is no verb.
//	lockleak:acquires code
//
// +checklocks:s.mu
// +checklocksread:s.rw
//+checklocksacquire:t.a.b
// +checklocksacquireread:x // because
// +checklocksrelease:x
// +checklocksreleaseread:x
// +checklocks:mus[i]
// +checklocks:x shared
// +checklocks
// +checklocksignore
// +checklocksforce:x
//
//go:noinline
//lockleak:acquires s.mu if true // by hand
//lockleak:noreturn
func Lock() {}

// lockleak:acquires s.mu exclusive
// lockleak:Acquires s.mu
// lockleak: acquires s.mu
// lockleak: acquires the lock
//lockleak:aquires s.mu
//lockleak:Acquires s.mu
//lockleak:
//lockleak: acquires s.mu // because
//lockleak:runs fn
//lockleak:acquires s.mu exclusive // because
//	//lockleak:runs fn
/* want it */ //lockleak:noreturn now
/*lockleak:noreturn*/
func Unlock() {}
`

func TestFromComments(t *testing.T) {
	t.Parallel()
	fset := token.NewFileSet()
	f, err := goparser.ParseFile(fset, "p.go", commented, goparser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	text := func(pos, end token.Pos) string {
		return commented[fset.Position(pos).Offset:fset.Position(end).Offset]
	}
	groups := []*ast.CommentGroup{nil}
	for _, d := range f.Decls {
		groups = append(groups, d.(*ast.FuncDecl).Doc)
	}
	found, malformed := FromComments(groups...)
	var got []string
	for _, x := range found {
		line := text(x.Pos, x.End) + " | " + x.Declaration.String()
		if x.Foreign {
			line += " (foreign)"
		}
		got = append(got, line)
	}
	if want := []string{
		"// +checklocks:s.mu | requires s.mu (foreign)",
		"// +checklocksread:s.rw | requires s.rw shared (foreign)",
		"//+checklocksacquire:t.a.b | acquires t.a.b (foreign)",
		"// +checklocksacquireread:x | acquires x shared (foreign)",
		"// +checklocksrelease:x | releases x (foreign)",
		"// +checklocksreleaseread:x | releases x shared (foreign)",
		"//lockleak:acquires s.mu if true | acquires s.mu if true",
		"//lockleak:noreturn | noreturn",
	}; !slices.Equal(got, want) {
		t.Errorf("found\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	got = nil
	for _, x := range malformed {
		got = append(got, text(x.Pos, x.End)+" | "+x.Message)
	}
	const verbs = "want acquires, tries, releases, requires, runs, noreturn, future or notlock in "
	if want := []string{
		" lockleak:acquires s.mu exclusive | write //lockleak:acquires, with no space after the slashes",
		" lockleak:Acquires s.mu | write //lockleak:acquires, with no space after the slashes",
		" lockleak: acquires s.mu | write //lockleak:acquires, with no space after the slashes",
		"aquires s.mu | " + verbs + "//lockleak:aquires s.mu",
		"Acquires s.mu | " + verbs + "//lockleak:Acquires s.mu",
		" | " + verbs + "//lockleak:",
		" acquires s.mu | write //lockleak:acquires, with no space after the colon",
		" | want now, maybe or later in //lockleak:runs fn",
		"exclusive | want shared, if, by or the end in //lockleak:acquires s.mu exclusive",
		"now | want the end in //lockleak:noreturn now",
	}; !slices.Equal(got, want) {
		t.Errorf("malformed\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"acquires s.mu shared if true and nil by result", "tries t(a, b.c)", "releases x any if error", "requires a.b",
		"runs fn maybe", "noreturn", "future complete A,B register C", "notlock", "acquires t(", "runs \xff", "acquires größe.ſ",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := Parse(text)
		if err != nil {
			if e, ok := errors.AsType[*Error](err); !ok || e.Offset < 0 || e.Offset > len(text) || !strings.HasPrefix(e.Msg, "want ") {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		again, err := Parse(d.String())
		if err != nil || !reflect.DeepEqual(again, d) {
			t.Fatalf("%q is printed as %q, which is %+v, %v", text, d, again, err)
		}
	})
}
