package prepass

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/callinfo"
	"github.com/lockleak/lockleak/internal/engine/domain"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// In a long function a path comes to know thousands of values that nothing asks
// for any more. What is known of them would be copied with every new fact, and
// compared wherever paths meet, so that the work grew with the square of the
// function. A path that knows much forgets what is dead.
//
// A value is dead at a block after the last one that may ask for it, in reverse
// postorder. By a back edge, control comes to earlier blocks again, which ask for the
// value only if it is defined before the loop: where the target of the edge dominates
// the definition, the value is made anew before anything asks for it.

// lifetimes says for the values of a function where they are asked for last.
type lifetimes struct {
	fn    *ssa.Function
	order []int             // of blocks, by index
	last  map[ssa.Value]int // by order; what is not in it is not asked for
	terms map[lock.Term]int // for terms made of values, that of the first one that is dead
}

// always is the order after all blocks.
const always = int(^uint(0) >> 1)

// Live returns f without what is dead at the beginning of b.
func (fs *Families) Live(f domain.Facts, b *ssa.BasicBlock) domain.Facts {
	if len(f) <= manyFacts {
		return f
	}
	l := fs.lifetimesOf(b.Parent())
	at := l.order[b.Index]
	if !slices.ContainsFunc(f, func(x domain.Fact) bool { return l.of(x.Term) < at }) {
		return f
	}
	needed := make(map[any]bool) // roots, by facts that are kept
	isDead := func(x domain.Fact) bool {
		return l.of(x.Term) < at && slices.ContainsFunc(x.Term.Roots(), func(r any) bool { return l.ofRoot(r) < at && !needed[r] })
	}
	for addNeeded(needed, f, isDead) {
	}
	return f.Drop(isDead)
}

// addNeeded adds to needed what the facts of f that are not dead say that their terms
// are the same as. It reports whether there is something new.
func addNeeded(needed map[any]bool, f domain.Facts, isDead func(domain.Fact) bool) bool {
	n := len(needed)
	for _, x := range f {
		if x.Same.IsZero() || isDead(x) {
			continue
		}
		for _, r := range x.Same.Roots() {
			needed[r] = true
		}
	}
	return len(needed) > n
}

// of returns where t is asked for last.
func (l *lifetimes) of(t lock.Term) int {
	last, ok := l.terms[t]
	if !ok {
		last = always
		for _, r := range t.Roots() {
			last = min(last, l.ofRoot(r))
		}
		l.terms[t] = last
	}
	return last
}

// ofRoot returns where the value defined at r is asked for last. What is no
// instruction of the function is always asked for.
func (l *lifetimes) ofRoot(r any) int {
	in, ok := r.(ssa.Instruction)
	if !ok || in.Parent() != l.fn {
		return always
	}
	if last, ok := l.last[r.(ssa.Value)]; ok {
		return last
	}
	return -1
}

func (fs *Families) lifetimesOf(fn *ssa.Function) *lifetimes {
	f := fs.Of(fn)
	l, ok := f.lifetimes[fn]
	if !ok {
		l = fs.findLifetimes(fn)
		f.lifetimes[fn] = l
	}
	return l
}

func (fs *Families) findLifetimes(fn *ssa.Function) *lifetimes {
	l := &lifetimes{fn: fn, order: reversePostorder(fn), last: make(map[ssa.Value]int), terms: make(map[lock.Term]int)}
	// What is done in literals, or by operations that may be deferred, may ask at
	// any time.
	for _, op := range fs.OperationsOf(fn) {
		l.ask(op.ID.Addr, always)
		l.ask(op.ID.Key, always)
	}
	for _, c := range fs.Of(fn).Futures {
		fs.asked(c, func(t lock.Term) { l.ask(t, always) })
	}
	accesspath.Family(callinfo.Outermost(fn), func(g *ssa.Function) {
		for in := range accesspath.Instructions(g) {
			at := always
			if _, isDefer := in.(*ssa.Defer); g == fn && !isDefer {
				at = l.order[in.Block().Index]
			}
			fs.asked(in, func(t lock.Term) { l.ask(t, at) })
		}
	})
	l.extend()
	return l
}

// ask notes that something in the block with the number at asks for t.
func (l *lifetimes) ask(t lock.Term, at int) {
	for _, r := range t.Roots() {
		if v, ok := r.(ssa.Value); ok && v.Parent() == l.fn {
			l.last[v] = max(l.last[v], at)
		}
	}
}

// extend takes into account that control goes back: what is asked for in a loop is
// asked for until its end, unless it is made anew in each round.
func (l *lifetimes) extend() {
	back := l.backEdges()
	for v, last := range l.last {
		in, ok := v.(ssa.Instruction)
		if !ok {
			continue
		}
		for more := true; more; {
			more = false
			for _, x := range back {
				if from := l.order[x.from.Index]; from > last && l.order[x.to.Index] <= last && !x.to.Dominates(in.Block()) {
					last, more = from, true
				}
			}
		}
		l.last[v] = last
	}
}

type edge struct{ from, to *ssa.BasicBlock }

// backEdges returns the edges from reachable blocks that do not lead forward in the
// order.
func (l *lifetimes) backEdges() []edge {
	var back []edge
	for _, b := range l.fn.Blocks {
		for _, s := range b.Succs {
			if l.order[b.Index] >= l.order[s.Index] && l.order[b.Index] != always {
				back = append(back, edge{b, s})
			}
		}
	}
	return back
}

// asked calls yield for the names of what the instruction in is made of.
func (fs *Families) asked(in ssa.Instruction, yield func(lock.Term)) {
	seen := make(map[ssa.Value]bool)
	var visit func(v ssa.Value, depth int)
	visit = func(v ssa.Value, depth int) {
		if v == nil || seen[v] {
			return
		}
		seen[v] = true
		switch v.(type) {
		case *ssa.Builtin, *ssa.Function:
			return
		}
		yield(fs.Prog.Paths.Term(v))
		def, ok := v.(ssa.Instruction)
		if _, isPhi := v.(*ssa.Phi); !ok || isPhi || depth == 0 {
			return
		}
		var ops [8]*ssa.Value
		for _, o := range def.Operands(ops[:0]) {
			visit(*o, depth-1)
		}
	}
	if v, ok := in.(ssa.Value); ok {
		visit(v, askDepth)
	}
	var ops [8]*ssa.Value
	for _, o := range in.Operands(ops[:0]) {
		visit(*o, askDepth)
	}
}

// reversePostorder returns the number of each block of fn, by its index, in an
// order in which only edges that lead back go to a smaller number, or to the
// same; always for blocks that cannot be reached. Of two branches, the first has
// the smaller numbers: the body of an if comes before what follows it.
func reversePostorder(fn *ssa.Function) []int {
	order := make([]int, len(fn.Blocks))
	for i := range order {
		order[i] = always
	}
	type visit struct {
		block *ssa.BasicBlock
		left  int // how many successors are to be visited, the last one first
	}
	seen := make([]bool, len(fn.Blocks))
	seen[0] = true
	stack := []visit{{block: fn.Blocks[0], left: len(fn.Blocks[0].Succs)}}
	for n := len(fn.Blocks); len(stack) > 0; {
		v := &stack[len(stack)-1]
		if v.left == 0 {
			n--
			order[v.block.Index] = n
			stack = stack[:len(stack)-1]
			continue
		}
		v.left--
		s := v.block.Succs[v.left]
		if !seen[s.Index] {
			seen[s.Index] = true
			stack = append(stack, visit{block: s, left: len(s.Succs)})
		}
	}
	return order
}
