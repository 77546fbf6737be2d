// Package patch applies fixes to files: it decides which of them go together,
// and writes files whole or not at all.
//
// plan.go says what the files are after the fixes, write.go writes that, and
// diff.go shows it.
package patch

// A Fix is a change that is made whole or not at all.
type Fix struct {
	Edits []Edit
}

// An Edit replaces the bytes of a file from Start to End, which is behind the last
// one, by New.
type Edit struct {
	File       string
	Start, End int
	New        string
}
