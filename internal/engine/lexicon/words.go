package lexicon

// The words of names, and what they speak of.

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/tools/go/ssa"
)

// SpeaksOfRelease reports whether a function by its name releases locks.
func SpeaksOfRelease(name string) bool {
	if !strings.Contains(name, "lock") && !strings.Contains(name, "elease") {
		return false // quick, and most names
	}
	return speaks(name, known().releaseWords)
}

// SpeaksOfAcquire reports whether a function by its name returns with a lock
// held.
func SpeaksOfAcquire(name string) bool { return speaks(name, known().acquireWords) }

// SpeaksOfLock reports whether a variable by its name remembers that a lock is
// held.
func SpeaksOfLock(name string) bool { return speaks(name, known().stateWords) }

// speaks reports whether one of the words is in name.
func speaks(name string, words map[string]bool) bool {
	return slices.ContainsFunc(Words(name), func(w string) bool { return words[w] })
}

// DocSpeaksOfAcquire reports whether a function's doc comment says that it
// returns with a lock held.
func DocSpeaksOfAcquire(doc string) bool { return known().contract.MatchString(doc) }

// CalleeName returns the name under which a call names what it calls: that of
// the method, function, field or variable; "" if it has none.
func CalleeName(call *ssa.CallCommon) string {
	if call.IsInvoke() {
		return call.Method.Name()
	}
	return valueName(call.Value)
}

func valueName(v ssa.Value) string {
	switch v := v.(type) {
	case *ssa.Function:
		if o := v.Object(); o != nil {
			return o.Name()
		}
		return ""
	case *ssa.Builtin:
		return v.Name()
	case *ssa.Parameter:
		return v.Name()
	case *ssa.FreeVar:
		return v.Name()
	case *ssa.Global:
		return v.Name()
	case *ssa.UnOp:
		return valueName(v.X)
	case *ssa.FieldAddr:
		return structOf(v.X.Type()).Field(v.Field).Name()
	case *ssa.Field:
		return structOf(v.X.Type()).Field(v.Field).Name()
	case *ssa.Alloc:
		return v.Comment
	}
	return ""
}

// Words splits an identifier into its words, in lower case.
func Words(name string) []string {
	var words []string
	start := 0
	runes := []rune(name)
	flush := func(end int) {
		if end > start {
			words = append(words, strings.ToLower(string(runes[start:end])))
		}
		start = end
	}
	for i, r := range runes {
		switch {
		case r == '_' || unicode.IsDigit(r):
			flush(i)
			start = i + 1
		case i > 0 && unicode.IsUpper(r) && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])):
			flush(i)
		}
	}
	flush(len(runes))
	// RLock, RUnlock: the R is the mode, not a word.
	for i := 0; i+1 < len(words); i++ {
		if words[i] == "r" && (words[i+1] == "lock" || words[i+1] == "unlock") {
			words = append(words[:i], append([]string{"r" + words[i+1]}, words[i+2:]...)...)
		}
	}
	return words
}
