package vetunit

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/engine/binding"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/settings/declare"
)

// names are the names of functions that matter. A call names what it calls, or is
// of a value that is named where it comes from, if anything is known of it.
type names struct {
	effects map[string]bool // full names: declared, or known from facts, to do something to locks
	short   map[string]bool // the same, without package and type
	end     map[string]bool // short ones: known not to return

	seen map[string]bool        // whether names that scan has found may be of a lock operation
	in   map[*ast.FuncDecl]bool // functions with names that may
}

// namesOf returns the names that matter in the package.
func (u *unit) namesOf(declared []declare.Line) (*names, error) {
	n := &names{
		effects: make(map[string]bool), short: make(map[string]bool), end: make(map[string]bool),
		seen: make(map[string]bool), in: make(map[*ast.FuncDecl]bool),
	}
	rows, err := binding.Libraries()
	if err != nil {
		return nil, err
	}
	u.addDeclared(n, rows)
	u.addDeclared(n, declared)
	for k, f := range u.facts.facts {
		if err := u.addFact(n, k, f); err != nil {
			return nil, err
		}
	}
	return n, nil
}

func (n *names) add(full string) {
	n.effects[full], n.short[full[strings.LastIndexByte(full, '.')+1:]] = true, true
}

// addFact adds the names that a fact of another package has.
func (u *unit) addFact(n *names, k factKey, f analysis.Fact) error {
	lf, ok := f.(*summary.LockleakFacts)
	if !ok {
		// The only other fact is that of ctrlflow, which says that a function never
		// returns.
		if fn, ok := k.object.(*types.Func); ok {
			n.end[fn.Name()] = true
		}
		return nil
	}
	for _, x := range lf.Funcs {
		if x.Func.OperatesOnLocks() {
			n.add(x.Name)
		}
	}
	lines, err := declare.ParseLines(strings.Join(lf.Declared, "\n"))
	u.addDeclared(n, lines)
	return err
}

// addDeclared adds the names of functions that are declared to do something to
// locks, as far as the package can call them, or has them.
func (u *unit) addDeclared(n *names, lines []declare.Line) {
	for _, l := range lines {
		switch l.Verb {
		case declare.NotLock, declare.Future, declare.NoReturn, declare.Runs:
			continue
		}
		if pkg := packageOf(l.Target); pkg == u.config.ImportPath || u.imports[pkg] != nil {
			n.add(l.Target)
		}
	}
}

// packageOf returns the path of the package in the full name of a function.
func packageOf(full string) string {
	if recv, _, ok := strings.Cut(full, ")."); ok {
		full = strings.TrimLeft(recv, "(*")
	}
	return full[:max(strings.LastIndexByte(full, '.'), 0)]
}

// scan looks for names in the files that may be of a lock operation. It reports
// whether there are some that surely are, or declarations.
func (n *names) scan(files []*ast.File) (sure bool) {
	if slices.ContainsFunc(files, declares) {
		return true
	}
	all := seenNames{mentions: make(map[string]int), methods: make(map[string]int)}
	for _, f := range files {
		all.hasSync = slices.ContainsFunc(f.Imports, func(spec *ast.ImportSpec) bool { return importPath(spec) == "sync" })
		for _, d := range f.Decls {
			if n.see(&all, d); all.locks {
				return true
			}
		}
	}
	return all.operate()
}

// declares reports whether a comment of f declares what is done to locks.
func declares(f *ast.File) bool {
	return slices.ContainsFunc(f.Comments, func(g *ast.CommentGroup) bool {
		return slices.ContainsFunc(g.List, func(c *ast.Comment) bool {
			return strings.Contains(c.Text, "lockleak:") || strings.Contains(c.Text, "checklocks")
		})
	})
}

// see adds to all the names that matter in d.
func (n *names) see(all *seenNames, d ast.Decl) {
	fd, _ := d.(*ast.FuncDecl)
	if fd != nil && fd.Recv != nil {
		all.methods[fd.Name.Name]++
	}
	ast.Inspect(d, func(x ast.Node) bool {
		if id, ok := x.(*ast.Ident); ok && n.matters(id.Name) {
			all.mentions[id.Name]++
			all.locks = all.locks || all.hasSync && (id.Name == "Unlock" || id.Name == "RUnlock")
			if fd != nil {
				n.in[fd] = true
			}
		}
		return true
	})
}

// seenNames are what is to be seen of the names in a package that matter.
type seenNames struct {
	mentions map[string]int
	methods  map[string]int // declarations of methods, of all names
	hasSync  bool           // in the file that is looked at
	locks    bool           // in a file that imports package sync
}

// operate reports whether there is a call of an operation of the package, or of a
// condition variable and its lock.
func (s *seenNames) operate() bool {
	for name, n := range s.mentions {
		if n > s.methods[name] && s.methods[name] > 0 && lexicon.IsOperation(name) {
			return true
		}
	}
	return s.mentions["Wait"] > 0 && s.mentions["NewCond"]+s.mentions["L"] > 0
}

// isIn reports whether one of the names that may be of a lock operation is in x.
func (n *names) isIn(x ast.Node) bool {
	found := false
	ast.Inspect(x, func(x ast.Node) bool {
		if id, ok := x.(*ast.Ident); ok && !found {
			found = n.matters(id.Name)
		}
		return !found
	})
	return found
}

// matters reports whether a call of what is called name may do something to locks.
func (n *names) matters(name string) bool {
	is, ok := n.seen[name]
	if !ok {
		switch name {
		case "Wait", "NewCond", "L": // of a condition variable
			is = true
		default:
			is = n.short[name] || lexicon.IsOperation(name)
		}
		n.seen[name] = is
	}
	return is
}
