package oracle

import "strings"

// section returns statements that acquire l, and see to it that it is released.
func (sc *scope) section(l *lockVar) []*Stmt {
	g := sc.g
	m := g.mode(l)
	type shape struct {
		weight int
		make   func(*lockVar, mode) []*Stmt
	}
	shapes := []shape{
		{14, sc.plain}, {10, sc.deferred}, {8, sc.exits}, {8, sc.conditional}, {7, sc.flagged},
		{8, sc.tried}, {5, sc.triedOrLeft}, {6, sc.deferredLiteral}, {4, sc.lateDefer}, {6, sc.interrupted},
		{5, sc.rounds}, {4, sc.namedLiteral}, {5, sc.handedToGoroutine}, {4, sc.ends},
		{4, sc.methodValue}, {4, sc.future}, {4, sc.awaited}, {12, sc.helped},
	}
	if len(sc.same) > 0 {
		shapes = append(shapes, shape{30, sc.conditional})
	}
	total := 0
	for _, s := range shapes {
		total += s.weight
	}
	defer func() { l.used = true }()
	k := g.IntN(total)
	for _, s := range shapes {
		if k -= s.weight; k < 0 {
			return s.make(l, m)
		}
	}
	return nil
}

func acquire(m mode) *Stmt { return line("acquire", "%s", m.acquire) }
func release(m mode) *Stmt { return line("release", "%s", m.release) }

func releasing(m mode) func() []*Stmt {
	return func() []*Stmt { return []*Stmt{release(m)} }
}

func (sc *scope) size() int { return sc.g.IntN(3) }

// plain is Lock, and Unlock behind.
func (sc *scope) plain(l *lockVar, m mode) []*Stmt {
	out := []*Stmt{acquire(m)}
	out = append(out, sc.holding(l, releasing(m)).block(1+sc.size())...)
	return append(out, release(m))
}

// deferred is Lock and defer Unlock. The lock is held to the end of the
// function, so the section is one only once, and not in a loop.
func (sc *scope) deferred(l *lockVar, m mode) []*Stmt {
	if !sc.outermost() {
		return sc.plain(l, m)
	}
	sc.forget(l)
	out := []*Stmt{acquire(m), line("defer release", "defer %s", m.release)}
	return append(out, sc.block(sc.size())...)
}

// outermost reports whether what is deferred here runs once.
func (sc *scope) outermost() bool {
	for _, l := range sc.loops {
		if !l.sw {
			return false
		}
	}
	return true
}

// forget says that l is not to be acquired any more: it is held to the end of
// the function.
func (sc *scope) forget(l *lockVar) { l.gone = true }

// exits is a section with an early exit.
func (sc *scope) exits(l *lockVar, m mode) []*Stmt {
	in := sc.holding(l, releasing(m))
	out := []*Stmt{acquire(m)}
	out = append(out, in.block(sc.size())...)
	out = append(out, block("exit", "if "+in.cond()+" {", in.leave(), "}"))
	out = append(out, in.block(sc.size())...)
	return append(out, release(m))
}

// conditional acquires and releases under the same condition.
func (sc *scope) conditional(l *lockVar, m mode) []*Stmt {
	cond := sc.stable()
	one := func(s *Stmt) []*Stmt {
		return []*Stmt{block("conditional", "if "+cond+" {", []*Stmt{s}, "}")}
	}
	in := sc.holding(l, func() []*Stmt { return one(release(m)) })
	out := one(acquire(m))
	out = append(out, in.block(1+sc.size())...)
	return append(out, one(release(m))...)
}

// stable returns a condition on what does not change, but for the next round of a loop.
func (sc *scope) stable() string {
	if len(sc.same) > 0 && sc.g.chance(60) {
		return pick(sc.g, sc.same...)
	}
	c := *sc
	c.bools, c.ints = []string{"a", "b", "a", "b"}, []string{"n"}
	return c.cond()
}

// flagged remembers in a variable whether it has the lock.
func (sc *scope) flagged(l *lockVar, m mode) []*Stmt {
	locked := sc.g.fresh("locked")
	one := func() []*Stmt {
		return []*Stmt{block("flag", "if "+locked+" {", []*Stmt{release(m)}, "}")}
	}
	out := []*Stmt{
		line("flag", "%s := false", locked),
		block("flag", "if "+sc.cond()+" {", []*Stmt{acquire(m), line("flag", "%s = true", locked)}, "}"),
	}
	if sc.g.chance(40) && sc.outermost() {
		sc.forget(l)
		d := block("deferred literal", "defer func() {", one(), "}()")
		d.enters = true
		out = append(out, d)
		return append(out, sc.without(l).deeper().block(1)...)
	}
	in := sc.holding(l, one)
	out = append(out, in.block(sc.size())...)
	return append(out, one()...)
}

// tried is what is done if a try-lock succeeds.
func (sc *scope) tried(l *lockVar, m mode) []*Stmt {
	in := sc.holding(l, releasing(m))
	body := append(in.block(sc.size()), release(m))
	if sc.g.chance(40) {
		ok := sc.g.fresh("ok")
		return []*Stmt{line("try", "%s := %s", ok, m.try), block("try", "if "+ok+" {", body, "}")}
	}
	return []*Stmt{block("try", "if "+m.try+" {", body, "}")}
}

// triedOrLeft leaves the function if a try-lock fails.
func (sc *scope) triedOrLeft(l *lockVar, m mode) []*Stmt {
	out := []*Stmt{block("try", "if !"+m.try+" {", sc.leave(), "}")}
	in := sc.holding(l, releasing(m))
	out = append(out, in.block(1+sc.size())...)
	return append(out, release(m))
}

// deferredLiteral releases in a deferred function literal, perhaps not always.
func (sc *scope) deferredLiteral(l *lockVar, m mode) []*Stmt {
	if !sc.outermost() {
		return sc.exits(l, m)
	}
	sc.forget(l)
	body := append(sc.work(), release(m))
	out := []*Stmt{acquire(m)}
	if sc.g.chance(50) {
		cond := sc.stable()
		body = []*Stmt{block("if", "if "+cond+" {", []*Stmt{release(m)}, "}")}
		out = append(out, block("if", "if !("+cond+") {", []*Stmt{release(m)}, "}"))
	}
	d := block("deferred literal", "defer func() {", body, "}()")
	d.enters = true
	out = append(out, d)
	return append(out, sc.without(l).block(sc.size())...)
}

// lateDefer has the defer behind something that may leave.
func (sc *scope) lateDefer(l *lockVar, m mode) []*Stmt {
	if !sc.outermost() {
		return sc.exits(l, m)
	}
	sc.forget(l)
	in := sc.holding(l, releasing(m))
	out := []*Stmt{acquire(m), block("exit", "if "+in.cond()+" {", in.leave(), "}")}
	out = append(out, line("defer release", "defer %s", m.release))
	return append(out, sc.without(l).block(sc.size())...)
}

// interrupted releases in the middle, and acquires again.
func (sc *scope) interrupted(l *lockVar, m mode) []*Stmt {
	in := sc.holding(l, releasing(m))
	between := append([]*Stmt{release(m)}, sc.deeper().without(l).block(1)...)
	between = append(between, acquire(m))
	if sc.g.chance(50) {
		between = []*Stmt{block("if", "if "+sc.cond()+" {", between, "}")}
	}
	out := []*Stmt{acquire(m)}
	out = append(out, in.block(sc.size())...)
	out = append(out, between...)
	out = append(out, in.block(sc.size())...)
	return append(out, release(m))
}

// rounds acquires in each round of a loop.
func (sc *scope) rounds(l *lockVar, m mode) []*Stmt {
	in := sc.deeper()
	in.loops = append(in.loops, loop{held: len(sc.held)})
	at := in.holding(l, releasing(m))
	body := []*Stmt{acquire(m)}
	body = append(body, at.block(sc.size())...)
	word := pick(sc.g, "break", "continue", "return")
	exit := append(at.releases(len(sc.held)), line("jump", "%s", word))
	if word == "return" {
		exit = at.leave()
	}
	body = append(body, block("jump", "if "+at.cond()+" {", exit, "}"), release(m))
	i := sc.g.fresh("i")
	return []*Stmt{block("loop", strings.ReplaceAll("for I := 0; I < 2; I++ {", "I", i), body, "}")}
}

// namedLiteral releases by a function literal with a name.
func (sc *scope) namedLiteral(l *lockVar, m mode) []*Stmt {
	unlock := sc.g.fresh("unlock")
	lit := block("named literal", unlock+" := func() {", []*Stmt{release(m)}, "}")
	lit.enters = true
	call := func() []*Stmt { return []*Stmt{line("release by literal", "%s()", unlock)} }
	in := sc.holding(l, call)
	out := []*Stmt{acquire(m), lit}
	if sc.g.chance(30) && sc.outermost() {
		sc.forget(l)
		out = append(out, line("release by literal", "defer %s()", unlock))
		return append(out, sc.without(l).block(sc.size())...)
	}
	out = append(out, in.block(sc.size())...)
	out = append(out, block("exit", "if "+in.cond()+" {", in.leave(), "}"))
	return append(out, call()...)
}

// methodValue releases by a method value.
func (sc *scope) methodValue(l *lockVar, m mode) []*Stmt {
	if l.keyed {
		return sc.namedLiteral(l, m)
	}
	unlock := sc.g.fresh("unlock")
	call := func() []*Stmt { return []*Stmt{line("release by value", "%s()", unlock)} }
	in := sc.holding(l, call)
	out := []*Stmt{acquire(m), line("method value", "%s := %s", unlock, strings.TrimSuffix(m.release, "()"))}
	out = append(out, in.block(sc.size())...)
	out = append(out, block("exit", "if "+in.cond()+" {", in.leave(), "}"))
	return append(out, call()...)
}

// handedToGoroutine lets a goroutine release. Others may wait for that, but
// the function does not acquire the lock again.
func (sc *scope) handedToGoroutine(l *lockVar, m mode) []*Stmt {
	if !sc.outermost() {
		return sc.plain(l, m)
	}
	sc.forget(l)
	in := sc.holding(l, releasing(m))
	body := append(sc.work(), release(m))
	if sc.g.chance(40) {
		body = []*Stmt{line("defer release", "defer %s", m.release)}
		body = append(body, sc.work()...)
	}
	start := block("goroutine", "go func() {", body, "}()")
	start.enters, start.starts = true, true
	out := []*Stmt{acquire(m)}
	if sc.g.chance(60) {
		out = append(out, block("exit", "if "+in.cond()+" {", in.leave(), "}"))
	}
	return append(out, start)
}

// awaited holds the lock while a goroutine works that it waits for.
func (sc *scope) awaited(l *lockVar, m mode) []*Stmt {
	done := sc.g.fresh("done")
	in := sc.holding(l, releasing(m))
	inner := &scope{g: sc.g, depth: 2, bools: []string{"a", "b"}, ints: []string{"n"}, locks: in.locks}
	inner.ret = func() *Stmt { return &Stmt{Kind: "return", Head: "return", leaves: true} }
	body := []*Stmt{line("awaited", "defer close(%s)", done)}
	body = append(body, inner.block(1+sc.g.IntN(2))...)
	start := block("goroutine awaited", "go func() {", body, "}()")
	start.enters, start.starts = true, true
	out := []*Stmt{acquire(m), line("awaited", "%s := make(chan struct{})", done), start, line("awaited", "<-%s", done)}
	out = append(out, in.block(sc.size())...)
	return append(out, release(m))
}

// ends is a section with a goto to its end.
func (sc *scope) ends(l *lockVar, m mode) []*Stmt {
	out := sc.g.fresh("out")
	in := sc.holding(l, releasing(m))
	list := []*Stmt{
		acquire(m),
		block("goto", "if "+in.cond()+" {", append(sc.work(), line("goto", "goto %s", out)), "}"),
	}
	list = append(list, block("exit", "if "+in.cond()+" {", in.leave(), "}"))
	list = append(list, sc.work()...)
	return append(list, line("label", "%s: %s", out, m.release))
}

// future registers the release with a future, which all paths complete.
func (sc *scope) future(l *lockVar, m mode) []*Stmt {
	if !sc.outermost() || sc.g.futures {
		return sc.plain(l, m)
	}
	sc.g.futures = true
	sc.forget(l)
	f := sc.g.fresh("f")
	in := sc.holding(l, releasing(m))
	register := block("future", f+".OnComplete(func() {", []*Stmt{release(m)}, "})")
	register.enters = true
	complete := func() []*Stmt { return []*Stmt{line("release by future", "%s.Complete()", f)} }
	out := []*Stmt{line("future", "%s := new(future)", f), acquire(m)}
	if sc.g.chance(40) { // the bug of the queue lock is to register behind this
		out = append(out, block("exit", "if "+in.cond()+" {", append(complete(), in.leave()...), "}"))
	}
	out = append(out, register)
	behind := sc.holding(l, complete)
	if sc.g.chance(60) {
		out = append(out, block("exit", "if "+behind.cond()+" {", behind.leave(), "}"))
	}
	out = append(out, behind.block(sc.size())...)
	return append(out, complete()...)
}
