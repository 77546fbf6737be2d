package oracle

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// A generator makes one program. What it makes gives back each lock on each
// path; mutate.go then breaks it.
type generator struct {
	*rand.Rand
	p     *Program
	id    int
	locks []*lockVar
	names int // for fresh names

	futures bool // there is a future; with several none is followed
}

// A lockVar is a lock of a program.
type lockVar struct {
	expr  string // s.mu
	field string // the name by which verdicts and events know it
	rw    bool
	keyed bool
	keys  []string
	gone  bool // it is held to the end of the function
	used  bool // some section acquires it
}

// A mode is how a section acquires its lock.
type mode struct {
	acquire, try, release string
}

// A scope is where a statement is made.
type scope struct {
	g       *generator
	depth   int
	ret     func() *Stmt // a return from here
	held    []*held
	loops   []loop
	bools   []string // variables that a condition may use
	ints    []string
	locks   []*lockVar // that may be acquired here
	rescues bool       // the function recovers from panics
	method  bool       // s is at hand
	ready   bool       // there is a channel that may be closed
	chain   bool       // there is a chain of elements
	same    []string   // conditions on what the loops around change, the same for a round
}

// A held is a lock that the path has.
type held struct {
	release func() []*Stmt // nil if a deferred call or somebody else releases it
}

// A loop is one that the path is in.
type loop struct {
	label string
	held  int // how many locks were held in front of it
	sw    bool
}

// Generate returns the program with this number out of the series seed.
func Generate(seed uint64, id int) *Program {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, uint64(id))), id: id}
	g.p = &Program{ID: id}
	g.program()
	g.mutate()
	g.p.note()
	return g.p
}

// note lists the kinds of what is in the program.
func (p *Program) note() {
	p.Kinds = nil
	p.visit(func(s *Stmt) {
		if !slices.Contains(p.Kinds, s.Kind) {
			p.Kinds = append(p.Kinds, s.Kind)
		}
	})
	slices.Sort(p.Kinds)
}

func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

func pick[T any](g *generator, list ...T) T { return list[g.IntN(len(list))] }

// fresh returns a name that is not in use.
func (g *generator) fresh(base string) string {
	g.names++
	return fmt.Sprintf("%s%d", base, g.names)
}

// typeName returns the name of the type that has the locks.
func (g *generator) typeName() string { return "store__" }

// program makes declarations, helpers, and the function under test.
func (g *generator) program() {
	t := g.typeName()
	g.chooseLocks()
	fields := []string{"n int"}
	params := []string{"a, b, c bool", "n int"}
	args := []string{"a", "b", "c", "n"}
	setup := []string{
		fmt.Sprintf("s := &%s{n: 1}", t), "sync.Name(s)",
		"a, b, c, n := sync.Bool(), sync.Bool(), sync.Bool(), sync.Choose(5)-1",
	}
	var decls []string
	sc := &scope{g: g, depth: 3, bools: []string{"a", "b", "c"}, ints: []string{"n"}, method: true, locks: g.locks}
	for _, l := range g.locks {
		switch {
		case strings.HasPrefix(l.expr, "global"):
			decls = append(decls, fmt.Sprintf("var %s sync.Mutex", l.expr))
			setup = append(setup, fmt.Sprintf("%s = sync.Mutex{}; sync.NameVar(&%s, %q)", l.expr, l.expr, l.field))
		case l.expr == "lk":
			params, args = append(params, "lk *sync.Mutex"), append(args, "lk")
			setup = append(setup, "lk := new(sync.Mutex)", "sync.NameVar(lk, \"lk\")")
		case strings.Contains(l.expr, "["):
			fields = append(fields, l.field+" [3]sync.Mutex")
			params, args = append(params, "i int"), append(args, "i")
			setup = append(setup, "i := sync.Choose(2)")
		case l.keyed:
			fields = append(fields, l.field+" queueLocks")
			params, args = append(params, "key string"), append(args, "key")
			setup = append(setup, `key := "k"`)
		case l.rw:
			fields = append(fields, l.field+" sync.RWMutex")
		case l.expr == "s":
			fields = append(fields, "sync.Mutex")
		default:
			fields = append(fields, l.field+" sync.Mutex")
		}
	}
	if g.chance(25) {
		params, args = append(params, "ready chan struct{}"), append(args, "ready")
		setup = append(setup, "ready := sync.Ready()")
		sc.ready = true
	}
	if g.chance(25) {
		decls = append(decls, "type element__ struct { on bool; next *element__ }")
		params, args = append(params, "list *element__"), append(args, "list")
		setup = append(setup, "var list *element__", "for range sync.Choose(3) { list = &element__{sync.Bool(), list} }")
		sc.chain = true
	}
	decls = append(decls, fmt.Sprintf("type %s struct { %s }", t, strings.Join(fields, "; ")))
	g.p.Decls = decls

	f := &Func{}
	name := "Work__"
	result, call := "", fmt.Sprintf("s.%s(%s)", name, strings.Join(args, ", "))
	plain := line("return", "return")
	switch k := g.IntN(100); {
	case k < 50:
		sc.ret = func() *Stmt { return plain.clone() }
		setup = append(setup, call, "return sync.Done()")
	case k < 70:
		f.Results = true
		result = " error"
		sc.ret = func() *Stmt { return line("return", "%s", pick(g, "return nil", "return errBusy")) }
		setup = append(setup, "err := "+call, "return sync.Done(err)")
	case k < 80:
		f.Results = true
		result = " bool"
		sc.ret = func() *Stmt { return line("return", "return %s", pick(g, "true", "false", "a")) }
		setup = append(setup, "ok := "+call, "return sync.Done(ok)")
	case k < 92:
		f.Results = true
		result = " int"
		sc.ret = func() *Stmt { return line("return", "return %s", pick(g, "0", "s.n", "n")) }
		setup = append(setup, "_ = "+call, "return sync.Done()")
	default:
		f.Results = true
		result = " (res int, err error)"
		sc.ret = func() *Stmt { return line("return", "%s", pick(g, "return s.n, nil", "return 0, errBusy", "return")) }
		setup = append(setup, "_, err := "+call, "return sync.Done(err)")
	}
	inner := sc.ret
	sc.ret = func() *Stmt {
		s := inner()
		s.leaves = true
		return s
	}
	f.Head = fmt.Sprintf("func (s *%s) %s(%s)%s {", t, name, strings.Join(params, ", "), result)
	if g.chance(8) && !slices.ContainsFunc(g.locks, func(l *lockVar) bool { return l.keyed }) {
		sc.rescues = true
		f.Body = append(f.Body, block("recover", "defer func() {", []*Stmt{line("recover", "recover()")}, "}()"))
		f.Body[0].enters = true
	}
	f.Body = append(f.Body, sc.block(g.IntN(3)+1)...)
	if l := sc.anyLock(); l != nil && g.lockCount(f) == 0 {
		f.Body = append(f.Body, sc.section(l)...)
	}
	if f.Results {
		f.Body = append(f.Body, sc.ret())
	}
	g.p.Setup = setup
	g.p.Funcs = append(g.p.Funcs, f)
}

func (g *generator) lockCount(f *Func) int {
	n := 0
	visitAll(f.Body, func(s *Stmt) {
		if strings.Contains(s.Head, "ock") || strings.Contains(s.Head, "cquire") || strings.Contains(s.Head, "hold") {
			n++
		}
	})
	return n
}

// chooseLocks decides which locks there are.
func (g *generator) chooseLocks() {
	all := []*lockVar{
		{expr: "s.mu", field: "mu"},
		{expr: "s.rw", field: "rw", rw: true},
		{expr: "s.other", field: "other"},
		{expr: "s", field: "Mutex"},
		{expr: "global__", field: "global"},
		{expr: "lk", field: "lk"},
		{expr: "s.locks[i]", field: "locks"},
		{expr: "s.queues", field: "queues", keyed: true, keys: []string{pick(g, "key", `key + "@g"`, `"t@"+key`)}},
	}
	weights := []int{40, 20, 10, 6, 6, 6, 6, 12}
	n := pick(g, 1, 1, 1, 2, 2, 3)
	for len(g.locks) < n {
		if n > 1 {
			weights[5] = 0 // a pointer could point to any lock
		}
		k := g.IntN(106)
		for i, w := range weights {
			if k -= w; k < 0 {
				if !slices.Contains(g.locks, all[i]) {
					g.locks = append(g.locks, all[i])
				}
				break
			}
		}
	}
}

// mode returns how a section on l acquires and releases.
func (g *generator) mode(l *lockVar) mode {
	arg := ""
	if l.keyed {
		arg = l.keys[0]
	}
	m := mode{l.expr + ".Lock(" + arg + ")", l.expr + ".TryLock(" + arg + ")", l.expr + ".Unlock(" + arg + ")"}
	if l.rw && g.chance(50) {
		m = mode{l.expr + ".RLock()", l.expr + ".TryRLock()", l.expr + ".RUnlock()"}
	}
	return m
}

// without returns the scope without this lock to acquire.
func (sc *scope) without(l *lockVar) *scope {
	c := *sc
	c.locks = slices.DeleteFunc(slices.Clone(sc.locks), func(x *lockVar) bool { return x == l })
	return &c
}

// deeper returns the scope of a block inside.
func (sc *scope) deeper() *scope {
	c := *sc
	c.depth--
	c.bools = slices.Clone(sc.bools)
	c.ints = slices.Clone(sc.ints)
	c.held = slices.Clone(sc.held)
	c.loops = slices.Clone(sc.loops)
	c.same = slices.Clone(sc.same)
	return &c
}

// holding returns the scope with a lock that release gives back.
func (sc *scope) holding(l *lockVar, release func() []*Stmt) *scope {
	c := sc.without(l).deeper()
	c.depth = sc.depth
	c.held = append(c.held, &held{release})
	return c
}

func (sc *scope) anyLock() *lockVar {
	free := slices.DeleteFunc(slices.Clone(sc.locks), func(l *lockVar) bool { return l.gone })
	if len(free) == 0 {
		return nil
	}
	return free[sc.g.IntN(len(free))]
}

// releases returns what gives back the locks beyond the first from.
func (sc *scope) releases(from int) []*Stmt {
	var out []*Stmt
	for i := len(sc.held) - 1; i >= from; i-- {
		if r := sc.held[i].release; r != nil {
			out = append(out, r()...)
		}
	}
	return out
}

// leave returns statements that leave the function.
func (sc *scope) leave() []*Stmt {
	if sc.rescues && sc.g.chance(50) {
		s := line("panic", "panic(%q)", "broken")
		s.leaves = true
		return append(sc.releases(0), s)
	}
	return append(sc.releases(0), sc.ret())
}

// cond returns a condition on the inputs.
func (sc *scope) cond() string {
	g := sc.g
	atom := func() string {
		if len(sc.ints) > 0 && (g.chance(40) || len(sc.bools) == 0) {
			v, op := pick(g, sc.ints...), pick(g, "==", "!=", ">", "<", ">=", "<=")
			k := g.IntN(3)
			if strings.HasPrefix(v, "i") && (op == ">" || op == "<=") {
				k = min(k, 1) // with more the loops would have to run more often than the inputs let them
			}
			return fmt.Sprintf("%s %s %d", v, op, k)
		}
		return pick(g, "", "!") + pick(g, sc.bools...)
	}
	switch k := g.IntN(100); {
	case k < 75:
		return atom()
	case k < 85:
		return atom() + " && " + atom()
	default:
		return atom() + " || " + atom()
	}
}

// block returns about n statements.
func (sc *scope) block(n int) []*Stmt {
	var out []*Stmt
	for range n {
		out = append(out, sc.stmt()...)
	}
	return out
}

// stmt returns one construct.
func (sc *scope) stmt() []*Stmt {
	g := sc.g
	if sc.depth <= 0 {
		return sc.work()
	}
	in := sc.deeper()
	switch k := g.IntN(100); {
	case k < 12:
		return sc.work()
	case k < 22:
		return []*Stmt{sc.branch(in)}
	case k < 32: // an early exit
		return []*Stmt{block("exit", "if "+sc.cond()+" {", in.leave(), "}")}
	case k < 36:
		return []*Stmt{sc.choice(in)}
	case k < 42:
		return sc.loop(in)
	case k < 46:
		return sc.jump()
	case k < 49:
		return []*Stmt{sc.selects(in)}
	case k < 54:
		return sc.variable()
	case k < 57:
		return sc.literal(in)
	default:
		if l := sc.anyLock(); l != nil {
			return sc.section(l)
		}
		return sc.work()
	}
}

func (sc *scope) work() []*Stmt {
	return []*Stmt{line("work", "%s", pick(sc.g, "use(n)", "use(s.n)", "s.n++"))}
}

func (sc *scope) branch(in *scope) *Stmt {
	s := block("if", "if "+sc.cond()+" {", in.block(1+sc.g.IntN(2)), "}")
	if sc.g.chance(40) {
		s.Parts = append(s.Parts, Part{"} else {", in.deeper().block(1)})
	}
	return s
}

// choice returns a switch.
func (sc *scope) choice(in *scope) *Stmt {
	g := sc.g
	in.loops = append(in.loops, loop{sw: true, held: len(sc.held)})
	s := &Stmt{Kind: "switch", Head: "switch n {", Tail: "}"}
	cases := []string{"case 0:", "case 1:", "case 2:"}
	if g.chance(30) {
		s.Head = "switch {"
		cases = []string{"case " + sc.cond() + ":", "case " + sc.cond() + ":"}
	}
	if g.chance(60) {
		cases = append(cases, "default:")
	}
	for _, c := range cases {
		part := Part{c, in.deeper().block(1)}
		if c == "case 0:" && g.chance(15) {
			part.Body = append(part.Body, line("fallthrough", "fallthrough"))
		}
		s.Parts = append(s.Parts, part)
	}
	return s
}

// loop returns a loop of few rounds.
func (sc *scope) loop(in *scope) []*Stmt {
	g := sc.g
	i := g.fresh("i")
	l := loop{held: len(sc.held)}
	if g.chance(30) {
		l.label = g.fresh("loop")
	}
	in.loops = append(in.loops, l)
	kind, head := "loop", pick(g, "for %s := 0; %s < 2; %s++ {", "for %s := 0; %s < n; %s++ {")
	counts := func() {
		in.ints = append(in.ints, i)
		in.same = append(in.same, i+pick(g, " == 0", " != 0", " == 1", " != 1", " < 1"))
	}
	switch k := g.IntN(100); {
	case k < 20:
		head = "for range 2 {"
	case k < 35:
		kind, head = "countdown", "for %s := 2; %s > 0; { %s--"
		counts()
	case k < 60 && sc.chain:
		kind, head = "chain", "for %s := list; %s != nil; %s = %s.next {"
		in.bools = append(in.bools, i+".on")
		in.same = append(in.same, i+".on", "!"+i+".on")
	case k < 80:
		counts()
	}
	s := block(kind, strings.ReplaceAll(head, "%s", i), in.block(1+g.IntN(2)), "}")
	if l.label == "" {
		return []*Stmt{s}
	}
	used := false
	visitAll(s.Parts[0].Body, func(x *Stmt) { used = used || strings.HasSuffix(x.Head, " "+l.label) })
	if !used {
		return []*Stmt{s}
	}
	s.Head = l.label + ": " + s.Head
	return []*Stmt{s}
}

// jump returns a conditional break or continue.
func (sc *scope) jump() []*Stmt {
	g := sc.g
	if len(sc.loops) == 0 {
		return sc.work()
	}
	l := sc.loops[len(sc.loops)-1]
	word, kind := pick(g, "break", "continue"), "jump"
	if l.sw {
		word = "break"
	}
	if outer := sc.loops[g.IntN(len(sc.loops))]; outer.label != "" {
		l = outer
		word = pick(g, "break", "continue") + " " + l.label
		kind = "labelled jump"
	}
	return []*Stmt{block(kind, "if "+sc.cond()+" {", append(sc.releases(l.held), line(kind, "%s", word)), "}")}
}

func (sc *scope) selects(in *scope) *Stmt {
	if !sc.ready {
		return sc.branch(in)
	}
	in.loops = append(in.loops, loop{sw: true, held: len(sc.held)})
	return &Stmt{Kind: "select", Head: "select {", Tail: "}", Parts: []Part{
		{"case <-ready:", in.deeper().block(1)}, {"default:", in.deeper().block(1)},
	}}
}

// variable declares a variable for later conditions, or changes one.
func (sc *scope) variable() []*Stmt {
	g := sc.g
	if last := sc.bools[len(sc.bools)-1]; strings.HasPrefix(last, "x") && g.chance(40) {
		return []*Stmt{block("variable", "if "+sc.cond()+" {", []*Stmt{line("variable", "%s = %s", last, pick(g, "true", "false", "!"+last, "b"))}, "}")}
	}
	x := g.fresh("x")
	out := []*Stmt{line("variable", "%s := %s", x, sc.cond()), line("variable", "_ = %s", x)}
	sc.bools = append(sc.bools, x)
	return out
}

// literal returns a function literal that is called at once.
func (sc *scope) literal(in *scope) []*Stmt {
	in.ret = func() *Stmt {
		s := line("return", "return")
		s.leaves = true
		return s
	}
	in.held, in.loops, in.rescues = nil, nil, false
	s := block("literal called", "func() {", in.block(1+sc.g.IntN(2)), "}()")
	s.enters = true
	return []*Stmt{s}
}
