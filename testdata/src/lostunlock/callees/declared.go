package callees

// A remote has its locks elsewhere.
type remote struct{ addr string }

// Reserve says by its directive what it returns.
//
//lockleak:acquires r by result
func (r *remote) Reserve(name string) func() { return dial(r.addr, name) }

func dial(addr, name string) func() {
	println(addr, name)
	return func() { println("cancel", name) }
}

// DeclaredOk calls it.
func DeclaredOk(r *remote, work func()) {
	cancel := r.Reserve("disk")
	work()
	cancel()
}

// DeclaredBad calls it where the work is done.
func DeclaredBad(r *remote, work func() bool) {
	cancel := r.Reserve("disk") // want `lostunlock: the release that r\.Reserve\("disk"\) returns is not called on a path that returns`
	if work() {
		cancel()
	}
}

// FN_DeclaredDropped drops it: as FN_Dropped.
func FN_DeclaredDropped(r *remote, work func()) {
	r.Reserve("disk")
	work()
}
