package typestate

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/accesspath"
	"github.com/lockleak/lockleak/internal/engine/lock"
)

// An Acquire is a place at which a lock is acquired.
type Acquire struct {
	Function *ssa.Function
	Pos      token.Pos

	At ssa.Instruction
	Op *accesspath.Operation
}

// Lock returns the lock as an access path.
func (a *Acquire) Lock() string { return a.Op.ID.String() }

// Call returns the acquire instruction.
func (a *Acquire) Call() ssa.CallInstruction { return a.At.(ssa.CallInstruction) }

// By returns the name of the function that acquires the lock where it is
// called, "" if the call is of the lock's own method.
func (a *Acquire) By() string { return a.Op.By }

// LockName returns the lock as an access path, and whether that is made of
// names that are in the source.
func (a *Acquire) LockName() (string, bool) {
	for _, t := range []lock.Term{a.Op.ID.Addr, a.Op.ID.Key} {
		for _, r := range t.Roots() {
			switch r := r.(type) {
			case *ssa.Parameter, *ssa.FreeVar, lock.Global:
			case *ssa.Alloc:
				if !token.IsIdentifier(r.Comment) {
					return "", false
				}
			case *ssa.Phi:
				if !token.IsIdentifier(r.Comment) {
					return "", false
				}
			default:
				return "", false
			}
		}
	}
	return a.Lock(), true
}

// Keys returns which arguments of the acquire are the key, which the release
// takes as well.
func (a *Acquire) Keys() []int { return a.Op.Keys }

// Method returns the name of the acquiring method and that of its counterpart.
func (a *Acquire) Method() (acquire, release string) { return a.Op.Name, a.Op.Peer }

// ReturnsRelease reports whether the acquire returns what releases it: a
// function or a guard.
func (a *Acquire) ReturnsRelease() bool { return a.Op.Result.Handle >= 0 }
