package corpus

import (
	"slices"
	"testing"
)

// finding returns a finding of lockleak in example.com/m.
func finding(function string, count int, j Judgement) Finding {
	f := Finding{Package: "example.com/m", Function: function, Check: "lockleak", At: "m.go:1", Judgement: j}
	if j != Unjudged {
		f.Why = "because"
	}
	f.setCount(count)
	return f
}

// found returns a finding of a run.
func found(function string, count int) Finding {
	f := finding(function, count, Unjudged)
	f.At = "m.go:2"
	f.Messages = []string{"m.go:2: some lock"}
	return f
}

func TestCompare(t *testing.T) {
	t.Parallel()
	type findings = []Finding
	for _, tt := range []struct {
		name        string
		listed, run CodeBase
		want        []string
	}{
		{"nothing", CodeBase{}, CodeBase{}, nil},
		{"the same, at another line",
			CodeBase{Version: "v1", Lines: 7, Sites: 3, Findings: findings{finding("f", 1, True), finding("g", 2, False)}},
			CodeBase{Version: "v1", Lines: 8, Sites: 3, Findings: findings{found("f", 1), found("g", 2)}},
			nil},
		{"judged in two ways",
			CodeBase{Findings: findings{finding("f", 1, True), finding("f", 2, False)}},
			CodeBase{Findings: findings{found("f", 3)}},
			nil},
		{"new and gone",
			CodeBase{Findings: findings{finding("f", 1, True)}},
			CodeBase{Findings: findings{found("e", 1)}},
			[]string{"new: example.com/m: e (m.go:2): lockleak", "\tm.go:2: some lock", "gone: example.com/m: f (m.go:1): lockleak"}},
		{"more",
			CodeBase{Findings: findings{finding("f", 1, True)}},
			CodeBase{Findings: findings{found("f", 2)}},
			[]string{"2 findings, the list has 1: example.com/m: f (m.go:2): lockleak", "\tm.go:2: some lock"}},
		{"fewer",
			CodeBase{Findings: findings{finding("f", 2, True)}},
			CodeBase{Findings: findings{found("f", 1)}},
			[]string{"1 findings, the list has 2: example.com/m: f (m.go:2): lockleak"}},
		{"another check",
			CodeBase{Findings: findings{finding("f", 1, True)}},
			CodeBase{Findings: findings{{Package: "example.com/m", Function: "f", Check: "badunlock", At: "m.go:3"}}},
			[]string{"new: example.com/m: f (m.go:3): badunlock", "gone: example.com/m: f (m.go:1): lockleak"}},
		{"another version, other numbers",
			CodeBase{Version: "v1", Sites: 5, Undecided: 2},
			CodeBase{Version: "v2", Sites: 6, Undecided: 1},
			[]string{"the version is v2, the list has v1", "6 acquire sites, the list has 5", "1 undecided sites, the list has 2"}},
		{"another commit", CodeBase{Commit: "a"}, CodeBase{Commit: "b"}, []string{"the commit is b, the list has a"}},
		{"left out", CodeBase{LeftOut: []string{"a", "b"}}, CodeBase{LeftOut: []string{"b", "c"}}, []string{"left out: c", "no more left out: a"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := Compare(&tt.listed, &tt.run); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	type findings = []Finding
	judged := func(function string, count int, j Judgement) Finding {
		f := finding(function, count, j)
		f.At = "m.go:2" // as it is in the run
		return f
	}
	for _, tt := range []struct {
		name              string
		known, run, after findings
	}{
		{"new and gone", findings{finding("f", 1, True)}, findings{found("g", 1)}, findings{judged("g", 1, Unjudged)}},
		{"moved", findings{finding("f", 2, True)}, findings{found("f", 2)}, findings{judged("f", 2, True)}},
		{"fewer", findings{finding("f", 3, True)}, findings{found("f", 1)}, findings{judged("f", 1, True)}},
		{"more", findings{finding("f", 1, True)}, findings{found("f", 3)}, findings{finding("f", 1, True), judged("f", 2, Unjudged)}},
		{"as many, judged in two ways", findings{finding("f", 1, True), finding("f", 1, False)}, findings{found("f", 2)},
			findings{finding("f", 1, True), finding("f", 1, False)}},
		{"fewer, judged in two ways", findings{finding("f", 1, True), finding("f", 2, False)}, findings{found("f", 2)},
			findings{judged("f", 2, Unjudged)}},
		{"still unjudged", findings{finding("f", 1, True), finding("f", 2, Unjudged)}, findings{found("f", 3)},
			findings{finding("f", 1, True), judged("f", 2, Unjudged)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			list := &List{CodeBases: []*CodeBase{{Name: "x", Version: "v1", Findings: tt.known}}}
			run := &CodeBase{Name: "x", Version: "v2", Sites: 4, Findings: tt.run}
			list.Update(list.CodeBases[0], run)
			got := list.CodeBases[0]
			if got.Version != "v2" || got.Sites != 4 || len(list.CodeBases) != 1 {
				t.Errorf("the code base is %+v", got)
			}
			same := func(a, b Finding) bool {
				return a.key() == b.key() && a.Count == b.Count && a.Judgement == b.Judgement && a.Why == b.Why && a.At == b.At
			}
			if !slices.EqualFunc(got.Findings, tt.after, same) {
				t.Errorf("got %+v, want %+v", got.Findings, tt.after)
			}
			if diff := Compare(got, run); len(diff) > 0 {
				t.Errorf("after the update: %q", diff)
			}
		})
	}
}

// TestUpdateOrder adds code bases where they belong, and removes some.
func TestUpdateOrder(t *testing.T) {
	t.Parallel()
	list := new(List)
	for _, c := range []CodeBase{
		{Name: "z", Repository: "r"}, {Name: "example.com/b", Version: "v1"}, {Name: "a", Repository: "r"},
		{Name: "cmd", Version: "go1.26.8"}, {Name: "std", Version: "go1.26.8"}, {Name: "std", Version: "go1.27.0"},
		{Name: "example.com/a", Version: "v1"},
	} {
		list.Update(nil, &c)
	}
	names := func() (all []string) {
		for _, c := range list.CodeBases {
			all = append(all, c.Name+c.Version)
		}
		return all
	}
	want := []string{"stdgo1.27.0", "stdgo1.26.8", "cmdgo1.26.8", "example.com/av1", "example.com/bv1", "z", "a"}
	if got := names(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	list.Keep(func(c *CodeBase) bool { return !c.IsModule() })
	want = []string{"stdgo1.27.0", "stdgo1.26.8", "cmdgo1.26.8", "z", "a"}
	if got := names(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestForGo picks the entry of a version: it itself, or the nearest one of the
// same language version.
func TestForGo(t *testing.T) {
	t.Parallel()
	list := new(List)
	for _, v := range []string{"go1.26.2", "go1.26.8", "go1.26.5", "go1.27rc1", "go1.27.0"} {
		list.CodeBases = append(list.CodeBases, &CodeBase{Name: "std", Version: v})
	}
	for _, tt := range []struct{ version, want string }{
		{"go1.26.5", "go1.26.5"},
		{"go1.26.4", "go1.26.5"},
		{"go1.26.0", "go1.26.2"},
		{"go1.26.9", "go1.26.8"},
		{"go1.27.1", "go1.27.0"},
		{"go1.25.9", ""},
		{"go1.28.0", ""},
		{"devel go1.29-abcdef", ""},
	} {
		got := ""
		if c := list.ForGo("std", tt.version); c != nil {
			got = c.Version
		}
		if got != tt.want {
			t.Errorf("for %s: got %q, want %q", tt.version, got, tt.want)
		}
	}
	if list.ForGo("cmd", "go1.26.5") != nil || list.Module("std") != nil || list.Checkout("std") != nil {
		t.Error("an entry of another kind or name")
	}
}
