// Package prepass answers what in a declared function is worth following, before any
// path through it is followed.
//
// It knows, for a function with its literals ([Family]): the terms that decide more
// than one branch or name a lock, and the loads and stores that they are read from and
// written by; how long a value matters ([Families.Live]), and to which literal
// ([Families.FootprintOf]); what else a lock's handle may be called
// ([Families.Aliases]); which conditions are only tested after an acquire
// ([Family.OnlyTestedAfter]). For the package it knows who recovers panics, what
// deferred calls acquire, and which fields are always set.
//
// All of it depends on bodies of functions and on what calls do to locks (package
// callinfo), never on a path. Where it is in doubt, a thing is worth following: that
// costs time, whereas to forget what is needed costs a verdict.
package prepass
