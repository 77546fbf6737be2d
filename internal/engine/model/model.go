// Package model has under its old names what is in lexicon and binding now, until the
// engine asks those.
package model

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/binding"
	"github.com/lockleak/lockleak/internal/engine/lexicon"
	"github.com/lockleak/lockleak/internal/engine/summary"
	"github.com/lockleak/lockleak/internal/settings/declare"
)

type (
	Declared = binding.Declared
	Method   = lexicon.Method
)

var Always = lexicon.Always

func Libraries() ([]declare.Line, error) { return binding.Libraries() }

func AssertsError(call *ssa.CallCommon) bool { return lexicon.AssertsError(call) }

func Bind(d declare.Declaration, fn *types.Func) (summary.Func, error) { return binding.Bind(d, fn) }

func CalleeName(call *ssa.CallCommon) string { return lexicon.CalleeName(call) }

func CheckType(d declare.Declaration, obj *types.TypeName) error { return binding.CheckType(d, obj) }

func DocSpeaksOfAcquire(doc string) bool { return lexicon.DocSpeaksOfAcquire(doc) }

func FailsTest(call *ssa.CallCommon) bool { return lexicon.FailsTest(call) }

func Future(call *ssa.CallCommon) (future ssa.Value, isComplete bool) { return lexicon.Future(call) }

func IsBool(t types.Type) bool { return lexicon.IsBool(t) }

func IsCancel(t types.Type) bool { return lexicon.IsCancel(t) }

func IsError(t types.Type) bool { return lexicon.IsError(t) }

func IsNilable(t types.Type) bool { return lexicon.IsNilable(t) }

func IsPurePackage(path string) bool { return lexicon.IsPurePackage(path) }

func IsTask(call *ssa.CallCommon) bool { return lexicon.IsTask(call) }

func LookupHandle(call *ssa.CallCommon) (Method, bool) { return lexicon.LookupHandle(call) }

func LookupMethod(recv types.Type, m *types.Func) (Method, bool) {
	return lexicon.LookupMethod(recv, m)
}

func MayEndTest(call *ssa.CallCommon) bool { return lexicon.MayEndTest(call) }

func Named(t types.Type) *types.Named { return lexicon.Named(t) }

func NeverReturns(call *ssa.CallCommon) bool { return lexicon.NeverReturns(call) }

func NewDeclared() *Declared { return binding.NewDeclared() }

func PanicsByName(call *ssa.CallCommon) bool { return lexicon.PanicsByName(call) }

func ReleasesHandle(name string) bool { return lexicon.ReleasesHandle(name) }

func RunsOnce(call *ssa.CallCommon) bool { return lexicon.RunsOnce(call) }

func SetsFlag(call *ssa.CallCommon) bool { return lexicon.SetsFlag(call) }

func SpeaksOfAcquire(name string) bool { return lexicon.SpeaksOfAcquire(name) }

func SpeaksOfLock(name string) bool { return lexicon.SpeaksOfLock(name) }

func SpeaksOfRelease(name string) bool { return lexicon.SpeaksOfRelease(name) }

func Target(fn *types.Func) string { return binding.Target(fn) }

func TypeName(t types.Type) string { return lexicon.TypeName(t) }

func Words(name string) []string { return lexicon.Words(name) }
