package vetunit

import (
	"bytes"
	"cmp"
	"encoding/gob"
	"fmt"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"
)

// A factSet is the facts of the packages that one imports, and its own. It works
// as the package facts of unitchecker, which is internal there.
type factSet struct {
	pkg   *types.Package
	facts map[factKey]analysis.Fact
}

// A factKey is what a fact is about, and its type.
type factKey struct {
	pkg    *types.Package
	object types.Object // nil for a fact about the package
	t      reflect.Type
}

// A gobFact is a fact in a file. Gob tells fields by their names.
type gobFact struct {
	PkgPath string
	Object  objectpath.Path
	Fact    analysis.Fact
}

// readFacts reads the facts of the packages that are imported. Those about what
// the package cannot name are left out.
func (u *unit) readFacts() error {
	u.facts = &factSet{facts: make(map[factKey]analysis.Fact)}
	for path, v := range u.vetx {
		if len(v.facts) == 0 {
			continue
		}
		var list []gobFact
		if err := gob.NewDecoder(bytes.NewReader(v.facts)).Decode(&list); err != nil {
			return fmt.Errorf("facts of %q: %w", path, err)
		}
		for _, f := range list {
			k := factKey{pkg: u.imports[f.PkgPath], t: reflect.TypeOf(f.Fact)}
			if k.pkg == nil {
				continue
			}
			if f.Object != "" {
				var err error
				if k.object, err = objectpath.Object(k.pkg, f.Object); err != nil {
					continue
				}
			}
			u.facts.facts[k] = f.Fact
		}
	}
	return nil
}

func (s *factSet) importObject(obj types.Object, fact analysis.Fact) bool {
	return s.get(factKey{obj.Pkg(), obj, reflect.TypeOf(fact)}, fact)
}

func (s *factSet) importPackage(pkg *types.Package, fact analysis.Fact) bool {
	return s.get(factKey{pkg: pkg, t: reflect.TypeOf(fact)}, fact)
}

func (s *factSet) get(k factKey, fact analysis.Fact) bool {
	f, ok := s.facts[k]
	if ok {
		reflect.ValueOf(fact).Elem().Set(reflect.ValueOf(f).Elem())
	}
	return ok
}

func (s *factSet) exportObject(obj types.Object, fact analysis.Fact) {
	s.facts[factKey{obj.Pkg(), obj, reflect.TypeOf(fact)}] = fact
}

func (s *factSet) exportPackage(fact analysis.Fact) {
	s.facts[factKey{pkg: s.pkg, t: reflect.TypeOf(fact)}] = fact
}

// encode returns the facts for the packages that import this one. Of the facts
// about other packages, they can only need those about methods, fields and types:
// for the rest, they import these packages.
func (s *factSet) encode() ([]byte, error) {
	var encoder objectpath.Encoder
	var list []gobFact
	for k, f := range s.facts {
		if k.pkg != s.pkg && !isPassedOn(k.object) {
			continue
		}
		g := gobFact{PkgPath: k.pkg.Path(), Fact: f}
		if k.object != nil {
			var err error
			if g.Object, err = encoder.For(k.object); err != nil {
				continue // nobody else can name it
			}
		}
		list = append(list, g)
	}
	if len(list) == 0 {
		return nil, nil
	}
	slices.SortFunc(list, func(a, b gobFact) int {
		return cmp.Or(
			strings.Compare(a.PkgPath, b.PkgPath), cmp.Compare(a.Object, b.Object),
			strings.Compare(reflect.TypeOf(a.Fact).String(), reflect.TypeOf(b.Fact).String()),
		)
	})
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(list)
	return b.Bytes(), err
}

// isPassedOn reports whether facts about an object of another package go into the
// file of this one.
func isPassedOn(o types.Object) bool {
	if o == nil {
		return false
	}
	_, isType := o.(*types.TypeName)
	return isType || o.Parent() != o.Pkg().Scope()
}
