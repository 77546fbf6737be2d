package oracle

import (
	"fmt"
	"strings"
)

// helper adds a method of the program's type, and returns its name.
func (g *generator) helper(base, params, results string, body ...*Stmt) string {
	name := g.fresh(base) + "__"
	f := &Func{
		Head:    strings.TrimSpace(fmt.Sprintf("func (s *%s) %s(%s) %s", g.typeName(), name, params, results)) + " {",
		Body:    body,
		Results: results != "",
	}
	for i := range f.Body {
		visitAll(f.Body[i:i+1], func(s *Stmt) {
			if strings.HasPrefix(s.Head, "return") {
				s.leaves = true
			}
		})
	}
	g.p.Funcs = append(g.p.Funcs, f)
	return name
}

// helpable reports whether a method can name l as the function under test does.
func (l *lockVar) helpable() bool {
	return l.expr != "lk" && !strings.Contains(l.expr, "[") && !l.keyed
}

// helped is a section whose acquire or release is in another function.
func (sc *scope) helped(l *lockVar, m mode) []*Stmt {
	if !l.helpable() || !sc.method {
		return sc.exits(l, m)
	}
	shapes := []func(*lockVar, mode) []*Stmt{
		sc.byBool, sc.byError, sc.byRelease, sc.byConditionalRelease, sc.byReturnedFunc, sc.byTriedFunc, sc.byWrapper, sc.besideBalanced, sc.byRunner, sc.relocked,
	}
	return shapes[sc.g.IntN(len(shapes))](l, m)
}

func ret(format string, args ...any) *Stmt { return line("return", format, args...) }

func when(kind, cond string, body ...*Stmt) *Stmt { return block(kind, "if "+cond+" {", body, "}") }

// section in a function that acquires if it returns true.
func (sc *scope) byBool(l *lockVar, m mode) []*Stmt {
	var body []*Stmt
	if sc.g.chance(50) {
		body = []*Stmt{when("helper", "c", acquire(m), ret("return true")), ret("return false")}
	} else {
		body = []*Stmt{when("helper", "!c", ret("return false")), acquire(m)}
		if sc.g.chance(40) {
			body = append(body, when("helper", "busy()", release(m), ret("return false")))
		}
		body = append(body, ret("return true"))
	}
	h := sc.g.helper("lockIf", "c bool", "bool", body...)
	in := sc.holding(l, releasing(m))
	if sc.g.chance(40) {
		out := []*Stmt{when("bool helper", fmt.Sprintf("!s.%s(%s)", h, sc.cond()), sc.leave()...)}
		out = append(out, in.block(sc.size())...)
		return append(out, release(m))
	}
	return []*Stmt{when("bool helper", fmt.Sprintf("s.%s(%s)", h, sc.cond()), append(in.block(sc.size()), release(m))...)}
}

// section in a function that acquires if its error is nil.
func (sc *scope) byError(l *lockVar, m mode) []*Stmt {
	var body []*Stmt
	if sc.g.chance(50) {
		body = []*Stmt{when("helper", pick(sc.g, "c", "busy()"), ret("return errBusy")), acquire(m), ret("return nil")}
	} else {
		body = []*Stmt{acquire(m), when("helper", pick(sc.g, "c", "busy()"), release(m), ret("return errBusy")), ret("return nil")}
	}
	h := sc.g.helper("acquire", "c bool", "error", body...)
	in := sc.holding(l, releasing(m))
	out := []*Stmt{when("error helper", fmt.Sprintf("err := s.%s(%s); err != nil", h, sc.cond()), sc.leave()...)}
	out = append(out, in.block(1+sc.size())...)
	return append(out, release(m))
}

// section in a function that releases.
func (sc *scope) byRelease(l *lockVar, m mode) []*Stmt {
	h := sc.g.helper("finish", "", "", append(sc.g.plainWork(), release(m))...)
	call := func() []*Stmt { return []*Stmt{line("release by helper", "s.%s()", h)} }
	in := sc.holding(l, call)
	out := []*Stmt{acquire(m)}
	out = append(out, in.block(sc.size())...)
	out = append(out, when("exit", in.cond(), in.leave()...))
	return append(out, call()...)
}

func (g *generator) plainWork() []*Stmt { return []*Stmt{line("work", "use(s.n)")} }

// section in a function that releases under a condition.
func (sc *scope) byConditionalRelease(l *lockVar, m mode) []*Stmt {
	h := sc.g.helper("finishIf", "c bool", "", when("helper", "c", release(m)))
	cond := sc.stable()
	call := func(c string) []*Stmt { return []*Stmt{line("release by helper", "s.%s(%s)", h, c)} }
	in := sc.holding(l, func() []*Stmt { return call("true") })
	out := []*Stmt{acquire(m)}
	out = append(out, in.block(sc.size())...)
	if sc.g.chance(50) {
		out = append(out, call(cond)...)
		return append(out, when("if", "!("+cond+")", release(m)))
	}
	return append(out, call("true")...)
}

// section in a function that acquires and returns the release.
func (sc *scope) byReturnedFunc(l *lockVar, m mode) []*Stmt {
	if l.used {
		return sc.exits(l, m) // a handle is the lock under another name
	}
	l.gone = true
	give := ret("return %s", strings.TrimSuffix(m.release, "()"))
	if sc.g.chance(50) {
		give = block("return", "return func() {", []*Stmt{release(m)}, "}")
		give.enters = true
	}
	h := sc.g.helper("hold", "", "func()", acquire(m), give)
	give.leaves = false
	unlock := sc.g.fresh("unlock")
	if sc.g.chance(40) && sc.outermost() {
		sc.forget(l)
		return append([]*Stmt{line("returned func", "defer s.%s()()", h)}, sc.without(l).block(sc.size())...)
	}
	call := func() []*Stmt { return []*Stmt{line("release by returned func", "%s()", unlock)} }
	in := sc.holding(l, call)
	out := []*Stmt{line("returned func", "%s := s.%s()", unlock, h)}
	out = append(out, in.block(sc.size())...)
	out = append(out, when("exit", in.cond(), in.leave()...))
	return append(out, call()...)
}

// section in a function that tries to acquire and returns the release.
func (sc *scope) byTriedFunc(l *lockVar, m mode) []*Stmt {
	if l.used {
		return sc.exits(l, m) // a handle is the lock under another name
	}
	l.gone = true
	give := block("return", "return func() {", []*Stmt{release(m)}, "}, true")
	give.enters = true
	h := sc.g.helper("tryHold", "", "(func(), bool)", when("helper", "!"+m.try, ret("return nil, false")), give)
	give.leaves = false
	unlock, ok := sc.g.fresh("unlock"), sc.g.fresh("ok")
	call := func() []*Stmt { return []*Stmt{line("release by returned func", "%s()", unlock)} }
	in := sc.holding(l, call)
	out := []*Stmt{line("returned func", "%s, %s := s.%s()", unlock, ok, h), when("returned func", "!"+ok, sc.leave()...)}
	out = append(out, in.block(1+sc.size())...)
	return append(out, call()...)
}

// section by a function that only acquires, and one that only releases.
func (sc *scope) byWrapper(l *lockVar, m mode) []*Stmt {
	h := sc.g.helper("begin", "", "", acquire(m))
	e := sc.g.helper("end", "", "", release(m))
	call := func() []*Stmt { return []*Stmt{line("release by helper", "s.%s()", e)} }
	in := sc.holding(l, call)
	out := []*Stmt{line("wrapper", "s.%s()", h)}
	if sc.g.chance(30) && sc.outermost() {
		sc.forget(l)
		out = append(out, line("release by helper", "defer s.%s()", e))
		return append(out, sc.without(l).block(sc.size())...)
	}
	out = append(out, in.block(sc.size())...)
	out = append(out, when("exit", in.cond(), in.leave()...))
	return append(out, call()...)
}

// besideBalanced calls a function that acquires and releases the same lock.
func (sc *scope) besideBalanced(l *lockVar, m mode) []*Stmt {
	body := []*Stmt{acquire(m)}
	if sc.g.chance(50) {
		body = append(body, when("helper", "n > 1", release(m), ret("return")))
	}
	body = append(body, line("work", "s.n = n"), release(m))
	h := sc.g.helper("touch", "n int", "", body...)
	out := []*Stmt{line("balanced helper", "s.%s(n)", h)}
	return append(out, sc.plain(l, m)...)
}

// byRunner passes a literal to a function that calls it.
func (sc *scope) byRunner(l *lockVar, m mode) []*Stmt {
	name := sc.g.fresh("with") + "__"
	run := &Func{
		Head: fmt.Sprintf("func (s *%s) %s(f func()) {", sc.g.typeName(), name),
		Body: []*Stmt{acquire(m), line("runner", "f()"), release(m)},
	}
	sc.g.p.Funcs = append(sc.g.p.Funcs, run)
	in := sc.without(l).deeper()
	in.held, in.loops, in.rescues = nil, nil, false
	in.ret = func() *Stmt { return &Stmt{Kind: "return", Head: "return", leaves: true} }
	call := block("runner", fmt.Sprintf("s.%s(func() {", name), in.block(1), "})")
	call.enters = true
	return []*Stmt{call}
}

// relocked calls a function that releases what its caller holds, and acquires
// it again.
func (sc *scope) relocked(l *lockVar, m mode) []*Stmt {
	h := sc.g.helper("pause", "", "", release(m), line("work", "use(1)"), acquire(m))
	in := sc.holding(l, releasing(m))
	out := []*Stmt{acquire(m)}
	if sc.g.chance(50) {
		out = append(out, when("relocked", in.cond(), line("relocked", "s.%s()", h)))
	} else {
		out = append(out, line("relocked", "s.%s()", h))
	}
	out = append(out, in.block(sc.size())...)
	return append(out, release(m))
}
