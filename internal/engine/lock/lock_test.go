package lock_test

import (
	"cmp"
	"slices"
	"testing"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

func TestModeString(t *testing.T) {
	t.Parallel()
	if lock.Exclusive.String() != "exclusive" || lock.Shared.String() != "shared" {
		t.Errorf("%v and %v", lock.Exclusive, lock.Shared)
	}
}

// classes returns classes of every sort: of a field, a package-level variable,
// a local variable, or of a type alone; and of wrapper types, whose name is the
// owner of another class.
func classes() []lock.Class {
	var out []lock.Class
	for _, typ := range []string{"", "sync.Mutex", "p.Wrapper", "p.Table", lock.HandleType} {
		out = append(out, lock.Class{Type: typ})
		for _, owner := range []string{"p.Wrapper", "p.Table", "sync.Mutex"} {
			out = append(out, lock.Class{Type: typ, Owner: owner, Field: "mu"}, lock.Class{Type: typ, Owner: owner, Field: "rw"})
		}
		for _, name := range []string{"a", "b"} {
			out = append(out, lock.Class{Type: typ, Global: lock.Global{Pkg: "p", Name: name}})
		}
		out = append(out, lock.Class{Type: typ, Global: lock.Global{Pkg: "q", Name: "a"}},
			lock.Class{Type: typ, Local: "a"}, lock.Class{Type: typ, Local: "b"}, lock.Class{Type: typ, Local: 1})
	}
	return out
}

// isPlaced reports whether c says which variable or field the lock is.
func isPlaced(c lock.Class) bool { return c != lock.Class{Type: c.Type} }

// wraps reports whether c is the class of a field of the type of d.
func wraps(c, d lock.Class) bool { return c.Owner != "" && c.Owner == d.Type }

// TestCompatibleLaws checks on all pairs of classes that Compatible is reflexive
// and symmetric, and that it is what its parts say: handles are like handles
// only; two places are different but for the lock of a wrapper type, which is
// the wrapper; else the types decide, if they are known.
func TestCompatibleLaws(t *testing.T) {
	t.Parallel()
	all := classes()
	count := 0
	for _, c := range all {
		for _, d := range all {
			got := c.Compatible(d)
			if got != d.Compatible(c) {
				t.Errorf("%+v is compatible with %+v: %t; the other way %t", c, d, got, !got)
			}
			var want bool
			switch {
			case c == d:
				want = true
			case (c.Type == lock.HandleType) != (d.Type == lock.HandleType):
			case wraps(c, d) || wraps(d, c):
				want = true
			case isPlaced(c) && isPlaced(d):
			default:
				want = c.Type == "" || d.Type == "" || c.Type == d.Type
			}
			if got != want {
				t.Errorf("%+v is compatible with %+v: %t", c, d, got)
			}
			if got {
				count++
			}
		}
	}
	if count <= len(all) || count == len(all)*len(all) {
		t.Errorf("%d of %d pairs are compatible", count, len(all)*len(all))
	}
}

// TestCompatible has a case for each reason.
func TestCompatible(t *testing.T) {
	t.Parallel()
	field := lock.Class{Type: "sync.Mutex", Owner: "p.Table", Field: "mu"}
	global := lock.Class{Type: "sync.Mutex", Global: lock.Global{Pkg: "p", Name: "lock"}}
	for _, tt := range []struct {
		name string
		c, d lock.Class
		want bool
	}{
		{"a parameter may be the field", field, lock.Class{Type: "sync.Mutex"}, true},
		{"a parameter of another type is not", field, lock.Class{Type: "sync.RWMutex"}, false},
		{"an interface may be anything", field, lock.Class{}, true},
		{"an interface is no handle", lock.Class{}, lock.Class{Type: lock.HandleType}, false},
		{"a field is no package-level variable", field, global, false},
		{"a field is not another field", field, lock.Class{Type: "sync.Mutex", Owner: "p.Table", Field: "other"}, false},
		{"nor that of another type", field, lock.Class{Type: "sync.Mutex", Owner: "p.Other", Field: "mu"}, false},
		{"nor a variable of a function", field, lock.Class{Type: "sync.Mutex", Local: new(int)}, false},
		{"the same name in another package", global, lock.Class{Type: "sync.Mutex", Global: lock.Global{Pkg: "q", Name: "lock"}}, false},
		{"a table by its methods and its own lock", field, lock.Class{Type: "p.Table"}, true},
		{"a table in a variable and its own lock", field, lock.Class{Type: "p.Table", Global: lock.Global{Pkg: "p", Name: "table"}}, true},
		{"a table and the lock of another type", field, lock.Class{Type: "p.Tables"}, false},
		{"two handles of two calls", lock.Class{Type: lock.HandleType, Local: new(int)}, lock.Class{Type: lock.HandleType, Local: new(int)}, false},
		{"a handle of a call and one of anybody", lock.Class{Type: lock.HandleType, Local: new(int)}, lock.Class{Type: lock.HandleType}, true},
	} {
		if got := tt.c.Compatible(tt.d); got != tt.want {
			t.Errorf("%s: %t, want %t", tt.name, got, tt.want)
		}
	}
}

// TestCompatibleLimits has locks that may be the same although their classes
// are not compatible.
func TestCompatibleLimits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		c, d lock.Class
	}{
		// A pointer in a field may be the address of the package-level
		// variable, but its class is that of the field that holds it.
		{"FN_PointerToGlobal", lock.Class{Type: "sync.Mutex", Owner: "p.Reader", Field: "lock"},
			lock.Class{Type: "sync.Mutex", Global: lock.Global{Pkg: "p", Name: "lock"}}},
		// A field of p.Table is compatible with a variable of that type. A
		// parameter, of which less is known and which may be that field, is not.
		{"FN_WrappedParameter", lock.Class{Type: "sync.Mutex"}, lock.Class{Type: "p.Table", Global: lock.Global{Pkg: "p", Name: "table"}}},
	} {
		if tt.c.Compatible(tt.d) || tt.d.Compatible(tt.c) {
			t.Errorf("%s: the classes are compatible", tt.name)
		}
	}
}

// TestClassCompare checks that Compare is a total order of the classes that
// have no Local: antisymmetric, transitive, and 0 for equal classes alone.
func TestClassCompare(t *testing.T) {
	t.Parallel()
	all := slices.DeleteFunc(classes(), func(c lock.Class) bool { return c.Local != nil })
	for _, c := range all {
		for _, d := range all {
			got := cmp.Compare(c.Compare(d), 0)
			if got != -cmp.Compare(d.Compare(c), 0) || (got == 0) != (c == d) {
				t.Errorf("%+v and %+v: %d, and the other way %d", c, d, got, d.Compare(c))
			}
			for _, e := range all {
				if got <= 0 && d.Compare(e) <= 0 && c.Compare(e) > 0 {
					t.Errorf("%+v, %+v and %+v stand in a circle", c, d, e)
				}
			}
		}
	}
}

// TestClassCompareFields checks which field decides first.
func TestClassCompareFields(t *testing.T) {
	t.Parallel()
	sorted := []lock.Class{
		{},
		{Global: lock.Global{Name: "z"}},
		{Global: lock.Global{Pkg: "z"}},
		{Field: "z"},
		{Owner: "z"},
		{Type: "z"},
	}
	if !slices.IsSortedFunc(sorted, lock.Class.Compare) {
		t.Error("the fields do not count in the order type, owner, field, package, name")
	}
}

func TestClassString(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		class lock.Class
		want  string
	}{
		{lock.Class{}, "an interface"},
		{lock.Class{Type: "sync.Mutex"}, "sync.Mutex"},
		{lock.Class{Type: "sync.Mutex", Owner: "p.T", Field: "mu"}, "p.T.mu"},
		{lock.Class{Type: "sync.Mutex", Global: lock.Global{Pkg: "p", Name: "lock"}}, "p.lock"},
		{lock.Class{Type: "sync.Mutex", Local: "x"}, "sync.Mutex"},
		{lock.Class{Local: "x"}, "an interface"},
	} {
		if got := tt.class.String(); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.class, got, tt.want)
		}
	}
}

// ids returns a lock without keys, and one of a table with a key, made of the
// roots a and b.
func ids(table *lock.Table) (plain, keyed lock.ID) {
	root := func(sym any) lock.Term { return table.Make(lock.Root, sym, lock.Term{}, lock.Term{}) }
	plain = lock.ID{Addr: table.Make(lock.Field, lock.FieldName{Name: "mu"}, root("a"), lock.Term{})}
	keyed = lock.ID{Addr: plain.Addr, Key: table.Make(lock.Cons, nil, root("b"), table.Make(lock.Cons, nil, root("c"), lock.Term{}))}
	return plain, keyed
}

func TestIDString(t *testing.T) {
	t.Parallel()
	plain, keyed := ids(newTable())
	for id, want := range map[lock.ID]string{{}: "?", plain: "a.mu", keyed: "a.mu(b, c)"} {
		if got := id.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestIDDependsOn(t *testing.T) {
	t.Parallel()
	plain, keyed := ids(newTable())
	for sym, want := range map[any][2]bool{"a": {true, true}, "b": {false, true}, "c": {false, true}, "mu": {}, "d": {}} {
		if got := [2]bool{plain.DependsOn(sym), keyed.DependsOn(sym)}; got != want {
			t.Errorf("%v: %v, want %v", sym, got, want)
		}
	}
}

// TestMapID checks that both terms of an identity are replaced, and that an
// identity without a key keeps having none.
func TestMapID(t *testing.T) {
	t.Parallel()
	table := newTable()
	root := func(sym any) lock.Term { return table.Make(lock.Root, sym, lock.Term{}, lock.Term{}) }
	plain, keyed := ids(table)
	for _, tt := range []struct {
		id       lock.ID
		from, to string
		want     string
	}{
		{plain, "a", "x", "x.mu"},
		{plain, "b", "x", "a.mu"},
		{keyed, "a", "x", "x.mu(b, c)"},
		{keyed, "b", "x", "a.mu(x, c)"},
		{keyed, "c", "b", "a.mu(b, b)"},
		{keyed, "d", "x", "a.mu(b, c)"},
	} {
		got := table.MapID(tt.id, replace(root(tt.from), root(tt.to)))
		if got.String() != tt.want || got.Key.IsZero() != tt.id.Key.IsZero() || (got == tt.id) != (tt.want == tt.id.String()) {
			t.Errorf("%v with %s for %s: %v, want %s", tt.id, tt.to, tt.from, got, tt.want)
		}
	}
}
