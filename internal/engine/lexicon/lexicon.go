// Package lexicon holds what is known about functions and types by their names and
// signatures alone, as tables: which methods acquire and release locks, which
// functions never return, which names speak of locks.
package lexicon
