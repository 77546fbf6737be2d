// Package direct uses the types of package low without anything between.
package direct

import (
	"context"
	"errors"

	"fixtures/low"
)

var errEmpty = errors.New("empty")

type client struct {
	store  *low.Store
	other  *low.Store
	queues *low.Queues
	shards *low.Shards
	pool   low.Pool
	n      int
	closed bool
	undo   func()
}

// PlainOk starts and ends.
func (c *client) PlainOk() int {
	c.store.Start()
	if c.closed {
		c.store.End()
		return 0
	}
	c.n++
	c.store.End()
	return c.n
}

// PlainBad ends on one of two ways.
func (c *client) PlainBad() int {
	c.store.Start() // want `lockleak: c\.store\.Start\(\) .* returns`
	if c.closed {
		return 0
	}
	c.n++
	c.store.End()
	return c.n
}

// FN_Other ends the other store on one way: the two stores may be one.
func (c *client) FN_Other() int {
	c.store.Start()
	if c.closed {
		c.other.End()
		return 0
	}
	c.store.End()
	return c.n
}

// TryOk leaves the result in a variable.
func (c *client) TryOk() bool {
	ok := c.store.TryStart()
	if ok {
		c.n++
		c.store.End()
	}
	return ok
}

// TryBad returns an error where it started.
func (c *client) TryBad() error {
	ok := c.store.TryStart() // want `lockleak: c\.store\.TryStart\(\) .* returns`
	if ok {
		if c.closed {
			return errEmpty
		}
		c.store.End()
	}
	return nil
}

// PeekOk has a value where it is a reader.
func (c *client) PeekOk(key string) int {
	n, ok := c.store.Peek(key)
	if !ok {
		return 0
	}
	defer c.store.EndPeek()
	return n * c.n
}

// PeekBad does not like one of the values.
func (c *client) PeekBad(key string) int {
	n, ok := c.store.Peek(key) // want `lockleak: c\.store\.Peek\(key\) .* returns`
	if !ok || n < 0 {
		return 0
	}
	c.n += n
	c.store.EndPeek()
	return c.n
}

// PeekModeBad ends its reading as if it was a writer on one path.
func (c *client) PeekModeBad(key string) int {
	n, ok := c.store.Peek(key)
	if !ok {
		return 0
	}
	if n < 0 {
		c.store.End() // want `badunlock: c\.store\.End\(\) releases c\.store\.mu in the mode in which it is not held`
		return 0
	}
	c.store.EndPeek()
	return n
}

// UpgradeOk is a reader first, then a writer.
func (c *client) UpgradeOk(key string) {
	n, ok := c.store.Peek(key)
	if !ok {
		return
	}
	if n < c.n {
		c.store.EndPeek()
		return
	}
	c.store.Upgrade()
	c.n = n
	c.store.End()
}

// UpgradeBad is a writer, and does not end where there is nothing.
func (c *client) UpgradeBad(key string) {
	n, ok := c.store.Peek(key) // want `lockleak: c\.store\.Peek\(key\) .* returns`
	if !ok {
		return
	}
	c.store.Upgrade()
	if n < 0 {
		return
	}
	c.store.End()
}

// FinishOk is finished by what does some work as well.
func (c *client) FinishOk(key string) error {
	c.store.Start()
	if key == "" {
		return c.store.Finish(errEmpty)
	}
	return c.store.Finish(c.store.PutLocked(key, 1))
}

// FinishBad has a shortcut.
func (c *client) FinishBad(key string) error {
	c.store.Start() // want `lockleak: c\.store\.Start\(\) .* returns`
	if key == "" {
		return errEmpty
	}
	return c.store.Finish(c.store.PutLocked(key, 1))
}

// FailIfOk leaves the bad end to a function that returns the error again.
func (c *client) FailIfOk(f func() error) error {
	c.store.Start()
	err := c.store.FailIf(f())
	if err == nil {
		c.n++
		c.store.End()
	}
	return err
}

// FailIfBad asks for the wrong thing behind it.
func (c *client) FailIfBad(f func() error) error {
	c.store.Start() // want `lockleak: c\.store\.Start\(\) .* returns`
	if err := c.store.FailIf(f()); err != nil {
		return err
	}
	if c.closed {
		return nil
	}
	c.store.End()
	return nil
}

// YieldOk is still in the section behind a pause.
func (c *client) YieldOk(f func() bool) {
	c.store.Start()
	for f() {
		c.store.Yield()
	}
	c.store.End()
}

// YieldBad forgets that it is.
func (c *client) YieldBad(f func() bool) {
	c.store.Start() // want `lockleak: c\.store\.Start\(\) .* returns`
	c.store.Yield()
	if !f() {
		return
	}
	c.store.End()
}

// PauseOk goes on only if it came back.
func (c *client) PauseOk() bool {
	c.store.Start()
	if !c.store.Pause() {
		return false
	}
	c.n++
	c.store.End()
	return true
}

// PauseBad came back, and has another reason to go.
func (c *client) PauseBad() bool {
	c.store.Start() // want `lockleak: c\.store\.Start\(\) .* returns`
	if !c.store.Pause() {
		return false
	}
	if c.closed {
		return false
	}
	c.store.End()
	return true
}

// AwaitOk has the store in any case.
func (c *client) AwaitOk(ready <-chan struct{}) error {
	c.store.Start()
	if err := c.store.Await(ready); err != nil {
		c.store.End()
		return err
	}
	c.n++
	c.store.End()
	return nil
}

// AwaitBad thinks that an error gives it back.
func (c *client) AwaitBad(ready <-chan struct{}) error {
	c.store.Start() // want `lockleak: c\.store\.Start\(\) .* returns`
	if err := c.store.Await(ready); err != nil {
		return err
	}
	c.n++
	c.store.End()
	return nil
}

// CompactOk calls what needs the store.
func (c *client) CompactOk() {
	c.store.Start()
	c.store.CompactLocked()
	c.n += c.store.WalkLocked(3)
	c.store.End()
}

// CompactBad returns behind it.
func (c *client) CompactBad() {
	c.store.Start() // want `lockleak: c\.store\.Start\(\) .* returns`
	c.store.CompactLocked()
	if c.store.WalkLocked(3) == 0 {
		return
	}
	c.store.End()
}

// PutInsideBad takes the store again in a function of the other package.
func (c *client) PutInsideBad(key string) {
	c.store.Start()
	if c.n > 0 {
		c.store.Put(key, c.n) // want `relock: c\.store\.Put\(key, c\.n\) acquires c\.store\.mu, which the path holds already`
	}
	c.store.End()
}

// CountInsideBad takes the registry again to count.
func CountInsideBad() int {
	low.Lock()
	n := low.Count() // want `relock: low\.Count\(\) acquires registryMu, which the path holds already`
	low.Unlock()
	return n
}

// FreezeOk has the registry unless it is empty.
func FreezeOk(names []string) error {
	if !low.Freeze() {
		return errEmpty
	}
	defer low.Unlock()
	for i, name := range names {
		if err := low.Register(name, i); err != nil {
			return err
		}
	}
	return nil
}

// FreezeBad drops it at the first error.
func FreezeBad(names []string) error {
	if !low.Freeze() { // want `lockleak: low\.Freeze\(\) .* returns`
		return errEmpty
	}
	for i, name := range names {
		if err := low.Register(name, i); err != nil {
			return err
		}
	}
	low.Unlock()
	return nil
}

// NeedOk passes the same bool twice.
func (c *client) NeedOk(need bool, f func() error) error {
	c.store.LockIf(need)
	err := f()
	c.store.UnlockIf(need)
	return err
}

// NeedBad returns between the two.
func (c *client) NeedBad(need bool, f func() error) error {
	c.store.LockIf(need) // want `lockleak: c\.store\.LockIf\(need\) .* returns`
	if err := f(); err != nil {
		return err
	}
	c.store.UnlockIf(need)
	return nil
}

// NeedTrueOk passes a constant, and ends by other means.
func (c *client) NeedTrueOk() {
	c.store.LockIf(true)
	c.n++
	c.store.End()
}

// NeedTrueBad passes a constant, and the other one behind that.
func (c *client) NeedTrueBad(f func() bool) {
	c.store.LockIf(true) // want `lockleak: c\.store\.LockIf\(true\) .* returns`
	if f() {
		c.store.UnlockIf(false)
		return
	}
	c.store.UnlockIf(true)
}

// NeedFalseOk takes nothing.
func (c *client) NeedFalseOk() {
	c.store.LockIf(false)
	if c.closed {
		return
	}
	c.store.Start()
	c.store.End()
}

// BatchOk has the store by its batch, or by itself.
func (c *client) BatchOk(b *low.Batch, f func() error) error {
	c.store.LockWith(b)
	defer c.store.UnlockWith(b)
	return f()
}

// BatchBad gives it back only where f works.
func (c *client) BatchBad(b *low.Batch, f func() error) error {
	c.store.LockWith(b) // want `lockleak: c\.store\.LockWith\(b\) .* returns`
	if err := f(); err != nil {
		return err
	}
	c.store.UnlockWith(b)
	return nil
}

// BatchNilOk asks the question itself at the end.
func (c *client) BatchNilOk(b *low.Batch) {
	c.store.LockWith(b)
	c.n++
	if b == nil {
		c.store.End()
	}
}

// StripeOk takes two stripes, one behind the other.
func (c *client) StripeOk(i, j int) {
	c.store.LockStripe(i)
	c.n++
	c.store.UnlockStripe(i)
	c.store.LockStripe(j)
	c.n++
	c.store.UnlockStripe(j)
}

// StripeBad keeps one where there is nothing to do.
func (c *client) StripeBad(i int) {
	c.store.LockStripe(i) // want `lockleak: c\.store\.LockStripe\(i\) .* returns`
	if c.closed {
		return
	}
	c.n++
	c.store.UnlockStripe(i)
}

// PinOk takes a stripe by a key.
func (c *client) PinOk(key string, f func() error) error {
	c.store.Pin(key)
	if err := f(); err != nil {
		c.store.Unpin(key)
		return err
	}
	c.store.Unpin(key)
	return nil
}

// PinBad keeps the stripe of a key.
func (c *client) PinBad(key string, f func() error) error {
	c.store.Pin(key) // want `lockleak: c\.store\.Pin\(key\) .* returns`
	if err := f(); err != nil {
		return err
	}
	c.store.Unpin(key)
	return nil
}

// PinAnyOk is told which stripe it has.
func (c *client) PinAnyOk(key string) {
	i := c.store.PinAny(key)
	c.n++
	c.store.UnlockStripe(i)
}

// FN_PinAny is told, and forgets it: the stripe that the result names and the one that is given back are taken for two.
func (c *client) FN_PinAny(key string) {
	i := c.store.PinAny(key)
	if c.closed {
		return
	}
	c.store.UnlockStripe(i)
}

// PinAllOk has all stripes by one call, and none by another.
func (c *client) PinAllOk(f func() error) error {
	c.store.PinAll()
	if err := f(); err != nil {
		c.store.UnpinAll()
		return err
	}
	c.store.UnpinAll()
	return nil
}

// ShardOk has a lock that its function finds by its parameter.
func (c *client) ShardOk(user int) {
	c.shards.Grip(user)
	c.n++
	c.shards.Ungrip(user)
}

// ShardBad returns early.
func (c *client) ShardBad(user int) {
	c.shards.Grip(user) // want `lockleak: c\.shards\.Grip\(user\) .* returns`
	if c.closed {
		return
	}
	c.shards.Ungrip(user)
}

// ShardMixOk gives back by the mutex itself.
func (c *client) ShardMixOk(user int) {
	c.shards.Grip(user)
	c.n++
	c.shards.Of(user % 8).Unlock()
}

// QueueOk has a key of three parts.
func (c *client) QueueOk(topic, group string, id int) bool {
	if !c.queues.TryLockQueue(topic, group, id) {
		return false
	}
	if c.closed {
		c.queues.UnlockQueue(topic, group, id)
		return false
	}
	c.queues.UnlockQueue(topic, group, id)
	return true
}

// QueueKeyOk gives the queue back by the table, whose key it builds itself.
func (c *client) QueueKeyOk(topic, group string, id int) bool {
	if !c.queues.TryLockQueue(topic, group, id) {
		return false
	}
	c.n++
	c.queues.Table.Unlock(low.QueueKey(topic, group, id))
	return true
}

// FN_QueueKey builds another key on one of two ways: the table and the queues are locks of two classes.
func (c *client) FN_QueueKey(topic, group string, id int) bool {
	if !c.queues.TryLockQueue(topic, group, id) {
		return false
	}
	if c.closed {
		c.queues.Table.Unlock(low.QueueKey(group, topic, id))
		return false
	}
	c.queues.UnlockQueue(topic, group, id)
	return true
}

// ClaimOk is told by the second result.
func (c *client) ClaimOk(topic string, id int) int {
	n, ok := c.queues.Claim(topic, id)
	if !ok {
		return 0
	}
	c.n += n
	c.queues.Unclaim(topic, id)
	return n
}

// ClaimBad is told, and has one more reason to return.
func (c *client) ClaimBad(topic string, id int) int {
	n, ok := c.queues.Claim(topic, id) // want `lockleak: c\.queues\.Claim\(topic, id\) .* returns`
	if !ok {
		return 0
	}
	if n == 1 {
		return 1
	}
	c.queues.Unclaim(topic, id)
	return n
}

// ClaimLoopBad keeps the queues that are short.
func (c *client) ClaimLoopBad(topics []string) {
	for i, topic := range topics {
		n, ok := c.queues.Claim(topic, i) // want `lockleak: c\.queues\.Claim\(topic, i\) .* next round`
		if !ok || n < 3 {
			continue
		}
		c.queues.Unclaim(topic, i)
	}
}

// ClaimLoopOk gives them all back.
func (c *client) ClaimLoopOk(topics []string) {
	for i, topic := range topics {
		n, ok := c.queues.Claim(topic, i)
		if !ok {
			continue
		}
		if n < 3 {
			c.queues.Unclaim(topic, i)
			continue
		}
		c.n += n
		c.queues.Unclaim(topic, i)
	}
}

// SnapshotOk calls what it is given at last.
func (c *client) SnapshotOk(key string) int {
	rows, done := c.store.Snapshot()
	defer done()
	return rows[key]
}

// SnapshotBad calls it where the row is there.
func (c *client) SnapshotBad(key string) int {
	rows, done := c.store.Snapshot() // want `lostunlock: .*c\.store\.Snapshot\(\) .* returns`
	n, ok := rows[key]
	if !ok {
		return -1
	}
	done()
	return n
}

// SnapshotMixOk ends the reading by the method.
func (c *client) SnapshotMixOk(key string) int {
	rows, _ := c.store.Snapshot()
	n := rows[key]
	c.store.EndPeek()
	return n
}

// SnapshotStoredOk leaves what ends the reading to another method.
func (c *client) SnapshotStoredOk() map[string]int {
	rows, done := c.store.Snapshot()
	c.undo = done
	return rows
}

// GuardOk is given a guard.
func (c *client) GuardOk() int {
	g := c.store.LockGuard()
	defer g.Unlock()
	return c.n
}

// GuardBad is given a guard, and looks away.
func (c *client) GuardBad() int {
	g := c.store.LockGuard() // want `lostunlock: .*c\.store\.LockGuard\(\) .* returns`
	if c.closed {
		return 0
	}
	g.Unlock()
	return c.n
}

// TxOk rolls back what is not committed, but what is.
func (c *client) TxOk(keys []string) (err error) {
	tx, err := c.store.Tx()
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			tx.Rollback()
			return
		}
		err = tx.Commit()
	}()
	for i, key := range keys {
		if err := tx.Put(key, i); err != nil {
			return err
		}
	}
	return nil
}

// TxBad commits only where there are keys.
func (c *client) TxBad(keys []string) error {
	tx, err := c.store.Tx() // want `lostunlock: .*c\.store\.Tx\(\) .* returns`
	if err != nil {
		return err
	}
	if len(keys) == 0 {
		return nil
	}
	for i, key := range keys {
		if err := tx.Put(key, i); err != nil {
			tx.Rollback()
			return err
		}
	}
	return tx.Commit()
}

// TxReturnedOk gives the transaction to its caller.
func (c *client) TxReturnedOk(key string) (*low.Tx, error) {
	tx, err := c.store.Tx()
	if err != nil {
		return nil, err
	}
	if err := tx.Put(key, 0); err != nil {
		tx.Rollback()
		return nil, err
	}
	return tx, nil
}

// TxReturnedBad does so, but where it could not put.
func (c *client) TxReturnedBad(key string) (*low.Tx, error) {
	tx, err := c.store.Tx() // want `lostunlock: .*c\.store\.Tx\(\) .* returns`
	if err != nil {
		return nil, err
	}
	if err := tx.Put(key, 0); err != nil {
		return nil, err
	}
	return tx, nil
}

// CursorOk closes its cursor by hand.
func (c *client) CursorOk() string {
	cur := c.store.Cursor()
	key, ok := cur.Next()
	if !ok {
		cur.Close()
		return ""
	}
	cur.Close()
	return key
}

// CursorBad does not where there is nothing.
func (c *client) CursorBad() string {
	cur := c.store.Cursor() // want `lostunlock: .*c\.store\.Cursor\(\) .* returns`
	key, ok := cur.Next()
	if !ok {
		return ""
	}
	cur.Close()
	return key
}

// cursorUser keeps a cursor for long.
type cursorUser struct{ cur *low.Cursor }

// CursorStoredOk stores the cursor.
func (u *cursorUser) CursorStoredOk(s *low.Store) {
	u.cur = s.Cursor()
}

// PoolOk has Enter through a pointer to an unexported type.
func (c *client) PoolOk() int {
	c.pool.Enter()
	n := c.pool.Size
	c.pool.Leave()
	return n
}

// PoolBad returns without Leave.
func (c *client) PoolBad() int {
	c.pool.Enter() // want `lockleak: c\.pool\.Enter\(\) .* returns`
	if c.pool.Size == 0 {
		return 0
	}
	n := c.pool.Size
	c.pool.Leave()
	return n
}

// own embeds a type of the other package.
type own struct {
	*low.Session
	n int
}

// EmbeddedOk enters what it embeds.
func (o *own) EmbeddedOk() {
	o.Enter()
	o.n++
	o.Session.Leave()
}

// EmbeddedBad returns from within.
func (o *own) EmbeddedBad() {
	o.Enter() // want `lockleak: o\.Enter\(\) .* returns`
	if o.n > 0 {
		return
	}
	o.Leave()
}

// MutexOk has the mutex itself as an embedded field.
func MutexOk(l *low.Locked) int {
	l.Lock()
	if l.N == 0 {
		l.Unlock()
		return 0
	}
	n := l.N
	l.Unlock()
	return n
}

// MutexBad returns between Lock and Unlock.
func MutexBad(l *low.Locked) int {
	l.Lock() // want `lockleak: l\.Lock\(\) .* returns`
	if l.N == 0 {
		return 0
	}
	n := l.N
	l.Unlock()
	return n
}

// RetryOk has the store at the end of a recursion.
func (c *client) RetryOk() error {
	if err := c.store.OpenRetry(3); err != nil {
		return err
	}
	c.n++
	c.store.End()
	return nil
}

// FN_Retry does not give it back where it is closed: what a function that calls itself acquires is only possible.
func (c *client) FN_Retry() error {
	if err := c.store.OpenRetry(3); err != nil {
		return err
	}
	if c.closed {
		return errEmpty
	}
	c.store.End()
	return nil
}

// EvenOk gives the store back by two functions that call each other.
func (c *client) EvenOk(n int) {
	c.store.Start()
	if c.closed {
		c.store.LeaveOdd(n)
		return
	}
	c.store.LeaveEven(n)
}

// FN_Even does so in one of two cases: what functions that call each other release is only possible.
func (c *client) FN_Even(n int) {
	c.store.Start()
	if c.closed {
		return
	}
	c.store.LeaveEven(n)
}

// NodeOk takes all the nodes above.
func NodeOk(n *low.Node, f func() error) error {
	n.Climb()
	if err := f(); err != nil {
		n.Descend()
		return err
	}
	n.Descend()
	return nil
}

// SpinOk uses a lock implementation of the other package.
func SpinOk(s *low.Spin, f func() error) error {
	s.Lock()
	defer s.Unlock()
	return f()
}

// SpinBad does not defer.
func SpinBad(s *low.Spin, f func() error) error {
	s.Lock() // want `lockleak: s\.Lock\(\) .* returns`
	if err := f(); err != nil {
		return err
	}
	s.Unlock()
	return nil
}

// SlotsOk has a slot where the error is nil.
func SlotsOk(ctx context.Context, s *low.Slots, f func()) error {
	if err := s.Acquire(ctx); err != nil {
		return err
	}
	go func() {
		defer s.Release()
		f()
	}()
	return nil
}

// SlotsBad loses the slot where the context is done.
func SlotsBad(ctx context.Context, s *low.Slots, f func()) error {
	if err := s.Acquire(ctx); err != nil { // want `lockleak: s\.Acquire\(ctx\) .* returns`
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	go func() {
		defer s.Release()
		f()
	}()
	return nil
}

// PinnedOk gives back a row that is made with its lock taken.
func PinnedOk(n int) *low.Row {
	r := low.NewPinned("row")
	r.N = n
	r.Done()
	return r
}

// PinnedBad does not give it back to others that can see it.
func PinnedBad(rows map[string]*low.Row, n int) bool {
	r := low.NewPinned("row") // want `lockleak: low\.NewPinned\("row"\) .* returns`
	rows[r.Name] = r
	if n == 0 {
		return false
	}
	r.N = n
	r.Done()
	return true
}

// RowsOk takes rows in a loop, and gives each back.
func (c *client) RowsOk(names []string) (sum int) {
	for _, name := range names {
		r := c.store.Find(name)
		if r == nil {
			continue
		}
		sum += r.N
		r.Done()
	}
	return sum
}

// RowsBad skips one without giving it back.
func (c *client) RowsBad(names []string) (sum int) {
	for _, name := range names {
		r := c.store.Find(name) // want `lockleak: c\.store\.Find\(name\) .* next round`
		if r == nil || r.N == 0 {
			continue
		}
		sum += r.N
		r.Done()
	}
	return sum
}
