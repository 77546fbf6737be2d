// Package lockdirective defines an Analyzer that reports directives that
// lockleak cannot read.
//
// # Analyzer lockdirective
//
// lockdirective: report lockleak directives that say nothing
//
// The lockdirective analysis reports a directive in the doc comment of a
// function, method or type that is not written as it has to be, or that names
// what is not there. Such a directive has no effect, and lockleak would report
// what it is meant to explain, or miss what it is meant to find.
//
// For example:
//
//	// begin returns with the transaction's lock held.
//	//
//	//lockleak:aquires t.mu
//	func (t *tx) begin() error
//
// There is no verb aquires. The fix is to write
//
//	//lockleak:acquires t.mu if nil
//
// A directive stands in a line of its own, with no space after the slashes; a
// reason may follow after another two slashes. These are the directives for
// functions and methods, those of interfaces too:
//
//	//lockleak:acquires s.mu                  it returns with s.mu held
//	//lockleak:acquires s.mu shared           the same, for reading
//	//lockleak:acquires s.mu if nil           only if its error result is nil; or if error
//	//lockleak:acquires s.mu if true          only if its bool result is true; or if false
//	//lockleak:acquires s.mu if true and nil  both
//	//lockleak:acquires s.mu by result        a result of it is what releases
//	//lockleak:acquires table(key)            a lock that belongs to a key
//	//lockleak:tries s.mu                     held if its bool is true and its error nil
//	//lockleak:releases s.mu                  it gives back s.mu; shared and if as above
//	//lockleak:releases s.mu any              in either mode
//	//lockleak:requires s.mu                  its callers hold s.mu, before and after
//	//lockleak:runs fn now                    it calls its parameter fn once
//	//lockleak:runs fn maybe                  any number of times before it returns
//	//lockleak:runs fn later                  once, at some time or in another goroutine
//	//lockleak:noreturn                       it does not return
//	//lockleak:notlock                        it does nothing to locks
//
// And these are for types:
//
//	//lockleak:notlock                        it is no lock, whatever its methods are called
//	//lockleak:future complete Set,Fail register Then
//
// The last says that it is a future, which methods complete it, and which take
// a function that is called then.
//
// A lock or key begins with the name of the receiver, of a parameter or of a
// package-level variable, and goes on with fields. The words recv, arg0, arg1
// and so on stand for a receiver or parameter without a name.
//
// Findings are accepted by a directive of their own, with the check and a reason,
// behind the code, in the line above, or in the doc comment of a function:
//
//	mu.Lock() //lockleak:ignore lockleak the callers of odd boxes release it
//
// Each check reports those of its own that ignore nothing. The manual of
// directives is docs/directives.md. The same can be said in
// .lockleak.yml, for code that cannot be edited.
//
// It reports:
//
//   - an unknown verb, and anything else that is not of this form;
//   - a space between the slashes and lockleak, which makes it mere text;
//   - a name that is no parameter, variable, field or method;
//   - a condition on a result that the function does not have;
//   - an effect that, by the body of the function, depends on other results than it says;
//   - an ignore without a reason, or of a check that there is not.
//
// It does not report annotations for gVisor's checklocks. Those that say what a
// function acquires, releases and requires are read as well.
package lockdirective
