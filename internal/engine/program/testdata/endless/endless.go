// Package endless has functions that never return, by their names those that
// begin with an N, and others that look like them.
package endless

import (
	"log"
	"os"
	"runtime"
)

func Npanics() { panic("") }
func Nexits()  { os.Exit(1) }
func Nfatal()  { log.Fatal("") }
func Ngoexit() { runtime.Goexit() }
func Nloops() {
	for {
		print()
	}
}
func Nblocks()     { select {} }
func Ncalls()      { Nexits() }
func NcallsLater() { Nchain1() }
func Nchain1()     { Nchain2() }
func Nchain2()     { Nfatal() }
func Neither(b bool) {
	if b {
		Nexits()
	} else {
		panic(b)
	}
}
func NreturnsBehind() int { Nexits(); return 1 }
func Ngoto() {
again:
	print()
	goto again
}
func Nmutual1(b bool) {
	if b {
		Mutual2(b)
	}
	panic(b)
}
func Mutual2(b bool) { Nmutual1(!b) }

func Returns() {}
func Perhaps(b bool) {
	if b {
		panic(b)
	}
}
func Breaks(b bool) {
	for {
		if b {
			break
		}
	}
}
func InLiteral() func() { return func() { panic("") } }
func InGoroutine()      { go Nexits() }
func Deferred()         { defer Nexits() }
func Exit(code int)     { print(code) }
func Value() int        { return NreturnsBehind() }
func Recursive(b bool) {
	if b {
		Recursive(b)
	}
}
func Chosen(f func()) { f() }

var Literal = func() { os.Exit(2) }

type T struct{}

func (T) Nmethod() { os.Exit(1) }

func NcallsMethod()                      { T{}.Nmethod() }
func Interface(i interface{ Nmethod() }) { i.Nmethod() }
