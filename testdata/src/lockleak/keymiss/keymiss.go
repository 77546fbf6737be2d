// Package keymiss holds locks that are acquired with one key and released with
// another one, and keys that only look different.
package keymiss

import (
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"
	"sync"
)

var errEmpty = errors.New("empty")

const retryPrefix = "%RETRY%"

// A table has a lock for every key.
type table[K comparable] struct {
	mu    sync.Mutex
	locks map[K]*sync.Mutex
}

func (t *table[K]) get(key K) *sync.Mutex {
	t.mu.Lock()
	defer t.mu.Unlock()
	m, ok := t.locks[key]
	if !ok {
		m = new(sync.Mutex)
		t.locks[key] = m
	}
	return m
}

func (t *table[K]) Lock(key K)         { t.get(key).Lock() }
func (t *table[K]) TryLock(key K) bool { return t.get(key).TryLock() }
func (t *table[K]) Unlock(key K)       { t.get(key).Unlock() }

type nameLocks = table[string]

// A queueKey names a queue.
type queueKey struct {
	topic, group string
	id           int
}

// A topicLocker has a lock for every topic and group.
type topicLocker interface {
	Lock(topic, group string)
	Unlock(topic, group string)
}

func normalise(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

func retryTopic(topic, group string) string { return retryPrefix + topic + "_" + group }

func queueName(topic, group string, id int) string {
	return topic + "@" + group + "@" + strconv.Itoa(id)
}

// NormalisedBad releases the normalised name only.
func NormalisedBad(l *nameLocks, name string, f func(string)) {
	l.Lock(name) // want `lockleak: l\.Lock\(name\) is released with another key.* returns`
	f(name)
	l.Unlock(normalise(name))
}

// NormalisedFirstBad acquires the normalised name, and releases the raw one.
func NormalisedFirstBad(l *nameLocks, name string, f func(string)) {
	l.Lock(normalise(name)) // want `lockleak: l\.Lock\(normalise\(name\)\) is released with another key.* returns`
	f(name)
	l.Unlock(name)
}

// NormalisedTwiceOk normalises for both calls.
func NormalisedTwiceOk(l *nameLocks, name string, f func(string)) {
	l.Lock(normalise(name))
	f(name)
	l.Unlock(normalise(name))
}

// DeferredBad defers the release of the normalised name.
func DeferredBad(l *nameLocks, name string, f func(string) error) error {
	l.Lock(name) // want `lockleak: l\.Lock\(name\) is released with another key.* returns`
	defer l.Unlock(strings.ToLower(name))
	return f(name)
}

// ReplacedBad replaces the variable between the two calls.
func ReplacedBad(l *nameLocks, name string, f func(string)) {
	l.Lock(name) // want `lockleak: l\.Lock\(name\) is released with another key.* returns`
	name = path.Clean(name)
	f(name)
	l.Unlock(name)
}

// ReplacedOk keeps the key that it has acquired.
func ReplacedOk(l *nameLocks, name string, f func(string)) {
	key := name
	l.Lock(key)
	name = path.Clean(name)
	f(name)
	l.Unlock(key)
}

// ReplacedCapturedBad defers a closure that reads the variable when it is another name.
func ReplacedCapturedBad(l *nameLocks, name string, f func(string)) {
	l.Lock(name) // want `lockleak: l\.Lock\(name\) is released with another key.* returns`
	defer func() { l.Unlock(name) }()
	name = retryPrefix + name
	f(name)
}

// ReplacedCapturedOk passes the name to the closure that it defers.
func ReplacedCapturedOk(l *nameLocks, name string, f func(string)) {
	l.Lock(name)
	defer func(key string) { l.Unlock(key) }(name)
	name = retryPrefix + name
	f(name)
}

// RetryBad goes over to the retry topic on one path, and releases that.
func RetryBad(l *nameLocks, name, group string, f func(string) error) {
	l.Lock(name) // want `lockleak: l\.Lock\(name\) is released with another key.* returns`
	if err := f(name); err != nil {
		name = retryTopic(name, group)
		_ = f(name)
	}
	l.Unlock(name)
}

// RetryOk uses another variable for the retry topic.
func RetryOk(l *nameLocks, name, group string, f func(string) error) {
	l.Lock(name)
	if err := f(name); err != nil {
		_ = f(retryTopic(name, group))
	}
	l.Unlock(name)
}

// RetryTryBad releases the retry topic where the attempt on the topic succeeded.
func RetryTryBad(l *nameLocks, name, group string, f func(string)) bool {
	if !l.TryLock(name) { // want `lockleak: l\.TryLock\(name\) is released with another key.* returns`
		return false
	}
	f(name)
	l.Unlock(retryTopic(name, group))
	return true
}

// ErrorPathBad releases the right name at the end, and another one on its error path.
func ErrorPathBad(l *nameLocks, name string, f func(string) error) error {
	l.Lock(name) // want `lockleak: l\.Lock\(name\) is released with another key.* returns`
	if err := f(name); err != nil {
		l.Unlock(strings.ToUpper(name))
		return err
	}
	l.Unlock(name)
	return nil
}

// ErrorPathOk releases the same name on both paths.
func ErrorPathOk(l *nameLocks, name string, f func(string) error) error {
	l.Lock(name)
	if err := f(name); err != nil {
		l.Unlock(name)
		return err
	}
	l.Unlock(name)
	return nil
}

// RebuiltBad builds the key in the other order for its release.
func RebuiltBad(l *nameLocks, topic, group string, f func()) {
	l.Lock(topic + "@" + group) // want `lockleak: l\.Lock\(topic \+ "@" \+ group\) is released with another key.* returns`
	f()
	l.Unlock(group + "@" + topic)
}

// RebuiltOk builds the same key twice.
func RebuiltOk(l *nameLocks, topic, group string, f func()) {
	l.Lock(topic + "@" + group)
	f()
	l.Unlock(topic + "@" + group)
}

// SprintfBad formats the key in another way for its release.
func SprintfBad(l *nameLocks, topic string, id int, f func()) {
	l.Lock(fmt.Sprintf("%s@%d", topic, id)) // want `lockleak: l\.Lock\(fmt\.Sprintf\("%s@%d", topic, id\)\) is released with another key.* returns`
	f()
	l.Unlock(fmt.Sprintf("%s-%d", topic, id))
}

// SprintfOk formats the same key twice.
func SprintfOk(l *nameLocks, topic string, id int, f func()) {
	l.Lock(fmt.Sprintf("%s@%d", topic, id))
	f()
	l.Unlock(fmt.Sprintf("%s@%d", topic, id))
}

// HelperBad has the helper build the key of another queue for its release.
func HelperBad(l *nameLocks, topic, group string, id int, f func()) {
	l.Lock(queueName(topic, group, id)) // want `lockleak: l\.Lock\(queueName\(topic, group, id\)\) is released with another key.* returns`
	f()
	l.Unlock(queueName(retryTopic(topic, group), group, id))
}

// HelperOk has the helper build the same key twice, and returns early in between.
func HelperOk(l *nameLocks, topic, group string, id int, f func() error) error {
	l.Lock(queueName(topic, group, id))
	if err := f(); err != nil {
		l.Unlock(queueName(topic, group, id))
		return err
	}
	l.Unlock(queueName(topic, group, id))
	return nil
}

// HelperEarlyBad lacks one line of HelperOk.
func HelperEarlyBad(l *nameLocks, topic, group string, id int, f func() error) error {
	l.Lock(queueName(topic, group, id)) // want `lockleak: l\.Lock\(queueName\(topic, group, id\)\) is not released.* returns`
	if err := f(); err != nil {
		return err
	}
	l.Unlock(queueName(topic, group, id))
	return nil
}

// StructBad counts the key up between the two calls.
func StructBad(l *table[queueKey], topic, group string, f func(queueKey)) {
	k := queueKey{topic, group, 0}
	l.Lock(k) // want `lockleak: l\.Lock\(k\) is released with another key.* returns`
	f(k)
	k.id++
	l.Unlock(k)
}

// StructOk copies the key before it counts up.
func StructOk(l *table[queueKey], topic, group string, f func(queueKey)) {
	k := queueKey{topic, group, 0}
	l.Lock(k)
	next := k
	next.id++
	f(next)
	l.Unlock(k)
}

// StructLiteralOk writes the same key twice.
func StructLiteralOk(l *table[queueKey], topic, group string, f func()) {
	l.Lock(queueKey{topic, group, 1})
	f()
	l.Unlock(queueKey{topic, group, 1})
}

// TwoArgumentsBad replaces one of two arguments that are the key.
func TwoArgumentsBad(l topicLocker, topic, group string, f func()) {
	l.Lock(topic, group) // want `lockleak: l\.Lock\(topic, group\) is released with another key.* returns`
	f()
	l.Unlock(retryTopic(topic, group), group)
}

// TwoArgumentsOk has both arguments twice.
func TwoArgumentsOk(l topicLocker, topic, group string, f func()) {
	l.Lock(topic, group)
	f()
	l.Unlock(topic, group)
}

// LoopBad releases another name in each round.
func LoopBad(l *nameLocks, names []string, f func(string)) {
	for _, name := range names {
		l.Lock(name) // want `lockleak: l\.Lock\(name\) is released with another key.* next round of the loop`
		f(name)
		l.Unlock(normalise(name))
	}
}

// ConvertedOk converts the same bytes twice.
func ConvertedOk(l *nameLocks, name []byte, f func()) {
	l.Lock(string(name))
	f()
	l.Unlock(string(name))
}

// CrossOk acquires in order and releases by the names it was called with.
func CrossOk(l *table[int], from, to int, f func()) {
	lo, hi := min(from, to), max(from, to)
	l.Lock(lo)
	if lo != hi {
		l.Lock(hi)
	}
	f()
	if from != to {
		l.Unlock(from)
	}
	l.Unlock(to)
}

// SwappedOk puts the two keys in order first.
func SwappedOk(l *nameLocks, from, to string, f func()) {
	if from > to {
		from, to = to, from
	}
	l.Lock(from)
	l.Lock(to)
	f()
	l.Unlock(to)
	l.Unlock(from)
}

// BothOk has both the raw and the normalised name, and releases both.
func BothOk(l *nameLocks, name string, f func()) {
	l.Lock(name)
	l.Lock("n:" + normalise(name))
	f()
	l.Unlock("n:" + normalise(name))
	l.Unlock(name)
}

// RekeyOk goes from key to key, and has one at a time.
func RekeyOk(l *nameLocks, name string, names []string, f func(string)) {
	l.Lock(name)
	for _, next := range names {
		f(name)
		l.Unlock(name)
		l.Lock(next)
		name = next
	}
	l.Unlock(name)
}

// RekeyUpOk goes up a path, and has the parent before it gives the child back.
func RekeyUpOk(l *nameLocks, name string, f func(string)) {
	l.Lock(name)
	for name != "." && name != "/" {
		f(name)
		parent := path.Dir(name)
		l.Lock(parent)
		l.Unlock(name)
		name = parent
	}
	l.Unlock(name)
}

// RekeyBad replaces the name before it gives the old one back.
func RekeyBad(l *nameLocks, name string, f func(string) (string, error)) error {
	l.Lock(name) // want `lockleak: l\.Lock\(name\) is released with another key.* returns`
	next, err := f(name)
	if err != nil {
		l.Unlock(name)
		return err
	}
	name = next
	l.Unlock(name)
	return nil
}

// MoveOk gives back the key that its caller had.
func MoveOk(l *nameLocks, old, name string, f func()) error {
	l.Lock(name)
	l.Unlock(old)
	if name == "" {
		l.Unlock(name)
		return errEmpty
	}
	f()
	l.Unlock(name)
	return nil
}

// A volume is known by a name in a namespace.
type volume struct{ namespace, name string }

func (v *volume) key() string { return v.namespace + "/" + v.name }

// GetterOk writes the key out, and has the method make it for its release.
func GetterOk(l *nameLocks, v *volume, f func(*volume) error) error {
	l.Lock(v.namespace + "/" + v.name)
	err := f(v)
	l.Unlock(v.key())
	return err
}

// GetterEarlyBad lacks the release of GetterOk on one path.
func GetterEarlyBad(l *nameLocks, v *volume, f func(*volume) error) error {
	l.Lock(v.namespace + "/" + v.name) // want `lockleak: l\.Lock\(v\.namespace \+ "/" \+ v\.name\) is not released.* returns`
	if err := f(v); err != nil {
		return err
	}
	l.Unlock(v.namespace + "/" + v.name)
	return nil
}

// GetterFirstOk has the method make the key for the acquire.
func GetterFirstOk(l *nameLocks, v *volume, f func(*volume) error) error {
	l.Lock(v.key())
	err := f(v)
	l.Unlock(fmt.Sprintf("%s/%s", v.namespace, v.name))
	return err
}

// GetterBad releases what another function makes of the key.
func GetterBad(l *nameLocks, v *volume, f func(*volume) error) error {
	l.Lock(v.name) // want `lockleak: l\.Lock\(v\.name\) is released with another key.* returns`
	err := f(v)
	l.Unlock(normalise(v.name))
	return err
}

// WrittenOutOk has the function make the key, and writes it out for its release.
func WrittenOutOk(l *nameLocks, topic, group string, id int, f func()) {
	l.Lock(queueName(topic, group, id))
	f()
	l.Unlock(topic + "@" + group + "@" + strconv.Itoa(id))
}

// WrittenOutBad has another function make the key for its release.
func WrittenOutBad(l *nameLocks, topic, group string, id int, f func()) {
	l.Lock(queueName(topic, group, id)) // want `lockleak: l\.Lock\(queueName\(topic, group, id\)\) is released with another key.* returns`
	f()
	l.Unlock(retryTopic(topic, group))
}
