package oracle

// support is the source of what generated programs share. %s is its package
// clause with imports, its table of locks, and what busy returns.
const support = `%s

%s

var errBusy = errors.New("busy")

func use(int) {}

// busy is as it is: nobody knows in advance.
func busy() bool { return %s }

type future struct {
	done      bool
	listeners []func()
}

func (f *future) OnComplete(listener func()) {
	if f.done {
		listener()
		return
	}
	f.listeners = append(f.listeners, listener)
}

func (f *future) Complete() {
	if f.done {
		return
	}
	f.done = true
	for _, l := range f.listeners {
		l()
	}
}
`

// analyzedTable is the table of locks in programs that are analyzed, and runTable
// in those that are run.
const (
	analyzedBusy  = "time.Now().UnixNano()%2 == 0"
	analyzedTable = `type queueLocks struct {
	mu   sync.Mutex
	held map[string]bool
}

func (q *queueLocks) TryLock(key string) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.held[key] {
		return false
	}
	q.held[key] = true
	return true
}

func (q *queueLocks) Lock(key string) {
	for !q.TryLock(key) {
		runtime.Gosched()
	}
}

func (q *queueLocks) Unlock(key string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.held, key)
}`
	runBusy  = "rt.Bool()"
	runTable = `type queueLocks = rt.Keyed

var programs = make(map[int]func() string)

func main() { rt.Main(programs) }`
)
