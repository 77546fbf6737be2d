package summary_test

import (
	"bytes"
	"encoding/gob"
	"testing"

	"github.com/lockleak/lockleak/internal/engine/lock"
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// wrong returns summaries that Check refuses, by its error.
func wrong() map[string]*summary.Func {
	funcs := make(map[string]*summary.Func)
	spoil := func(name string, change func(*summary.Func)) {
		f := full()
		change(f)
		funcs[name] = f
	}
	outcome := func(name string, change func(*summary.Outcome)) {
		spoil(name, func(f *summary.Func) { change(&f.Effects[0].Outcomes[0]) })
	}
	outcome("no action 7", func(o *summary.Outcome) { o.Do = summary.MayAcquire + 1 })
	outcome("no mode 2", func(o *summary.Outcome) { o.Mode = 2 })
	outcome("no mode 3", func(o *summary.Outcome) { o.Again = 3 })
	outcome("no result -2", func(o *summary.Outcome) { o.Handle = -1 })
	outcome("no slot 3", func(o *summary.Outcome) { o.When[0].Of = summary.Closed + 1 })
	outcome("no parameter or result -1", func(o *summary.Outcome) { o.When[0].Index = -1 })
	outcome("no condition 0", func(o *summary.Outcome) { o.When[0].Is = 0 })
	outcome("no condition 5", func(o *summary.Outcome) { o.When[0].Is = summary.NonNil + 1 })
	spoil("no parameter -1", func(f *summary.Func) { f.Effects[0].Keys = []int{0, -1} })
	spoil("no parameter -3", func(f *summary.Func) { f.Runs[0].Param = -3 })
	spoil("no time 0", func(f *summary.Func) { f.Runs[0].When = 0 })
	spoil("no time 4", func(f *summary.Func) { f.Runs[0].When = summary.Later + 1 })
	spoil("no mode 7", func(f *summary.Func) { f.Takes[0].Mode = 7 })
	spoil("no mode 9", func(f *summary.Func) { f.Requires[0].Mode = 9 })
	local := "a lock in a variable of a function: "
	spoil(local+"1", func(f *summary.Func) { f.Effects[0].Class.Local = 1 })
	spoil(local+"2", func(f *summary.Func) { f.Requires[0].Class.Local = 2 })
	spoil(local+"5", func(f *summary.Func) { f.Takes[0].Class.Local = 5 })
	spoil(local+"3", func(f *summary.Func) { f.Releases[0].Local = 3 })
	spoil(local+"[]", func(f *summary.Func) { f.Acquires[0].Local = []byte{} })
	return funcs
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for _, f := range []*summary.Func{full(), {}, {Effects: []summary.Effect{{}}}} {
		if err := f.Check(); err != nil {
			t.Errorf("%v: %v", f, err)
		}
	}
	for want, f := range wrong() {
		if err := f.Check(); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestFits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		params, results int
		want            string
	}{
		{2, 1, ""},
		{9, 9, ""},
		{1, 1, "there is no parameter 1"},
		{2, 0, "there is no result 0"},
	} {
		if err := full().Fits(tt.params, tt.results); tt.want == "" && err != nil || tt.want != "" && (err == nil || err.Error() != tt.want) {
			t.Errorf("%d parameters, %d results: %v, want %q", tt.params, tt.results, err, tt.want)
		}
	}
	f := full()
	f.Runs, f.Effects[0].Outcomes[0].When[0].Of = nil, summary.Param
	if err := f.Fits(1, 1); err == nil || err.Error() != "there is no parameter 1" {
		t.Error(err)
	}
	f.Effects[0].Outcomes[0].When[0] = summary.Cond{Of: summary.Result, Index: 1, Is: summary.Nil}
	if err := f.Fits(0, 1); err == nil || err.Error() != "there is no result 1" {
		t.Error(err)
	}
}

// FuzzFact reads facts from arbitrary bytes. Nothing may panic: neither gob nor
// Check, nor what is done with a summary that has passed Check.
func FuzzFact(f *testing.F) {
	seed := func(fact *summary.LockleakFacts) {
		var b bytes.Buffer
		if err := gob.NewEncoder(&b).Encode(fact); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	seed(summary.NewFacts(nil, nil))
	seed(summary.NewFacts(map[string]*summary.Func{"a.F": full(), "(*a.T).M": {Panics: true}}, []string{"a.T: notlock"}))
	seed(summary.NewFacts(wrong(), nil))
	f.Add([]byte("no gob"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var fact summary.LockleakFacts
		if gob.NewDecoder(bytes.NewReader(b)).Decode(&fact) != nil {
			return
		}
		_ = fact.String()
		for _, x := range fact.Funcs {
			if x.Func.Check() != nil {
				continue
			}
			_ = x.Func.String()
			for _, e := range x.Func.Effects {
				if e.Class.Compatible(lock.Class{Type: "sync.Mutex"}) {
					_ = e.Acquires() || e.Releases()
				}
			}
		}
	})
}
