package lexicon

import (
	"go/types"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/tools/go/ssa"
)

// noReturn names methods and functions that end the goroutine or the process
// by way of a variable or an interface, so that no analysis of their bodies
// can find out.
var noReturn = map[string]bool{
	"Fatal": true, "Fatalf": true, "Fatalln": true, "Fatalw": true, "Fatalv": true,
	"FatalDepth": true, "FatalDepthf": true, "Fatale": true, "FatalS": true,
	"Panic": true, "Panicf": true, "Panicln": true, "Panicw": true,
	"FailNow": true, "SkipNow": true, "Exit": true, "Exitf": true, "Goexit": true,
}

// NeverReturns reports whether a call is known by name not to return.
func NeverReturns(call *ssa.CallCommon) bool {
	if call.Signature().Results().Len() > 0 {
		return false
	}
	name := CalleeName(call)
	return noReturn[name] || len(name) > 4 && noReturn[strings.ToUpper(name[:1])+name[1:]] && call.StaticCallee() == nil
}

// PanicsByName reports whether a call that does not return panics, by its name.
func PanicsByName(call *ssa.CallCommon) bool {
	words := Words(CalleeName(call))
	return len(words) > 0 && strings.HasPrefix(words[0], "panic")
}

// MayEndTest reports whether a call is given the means to end a test, and so
// may not return: assertions return only if they hold.
func MayEndTest(call *ssa.CallCommon) bool {
	for _, a := range call.Args {
		if methodsOf(a.Type()).find("FailNow") != nil {
			return true
		}
	}
	return false
}

// SetsFlag reports whether a call of package sync/atomic sets its first
// argument, a flag, to a constant.
func SetsFlag(call *ssa.CallCommon) bool {
	fn := call.StaticCallee()
	if fn == nil || fn.Object() == nil || fn.Object().Pkg() == nil || fn.Object().Pkg().Path() != "sync/atomic" || len(call.Args) < 2 {
		return false
	}
	switch Words(fn.Name())[0] {
	case "store", "swap", "compare":
		_, ok := call.Args[len(call.Args)-1].(*ssa.Const)
		return ok
	}
	return false
}

// IsCancel reports whether t is the type of the functions that cancel a context.
func IsCancel(t types.Type) bool {
	switch TypeName(t) {
	case "context.CancelFunc", "context.CancelCauseFunc":
		return true
	}
	return false
}

// FailsTest reports whether a call marks a test as failed: Error of a
// [testing.T], or the like.
func FailsTest(call *ssa.CallCommon) bool {
	switch CalleeName(call) {
	case "Error", "Errorf", "Fail":
	default:
		return false
	}
	switch {
	case call.IsInvoke():
		return methodsOf(call.Value.Type()).find("FailNow") != nil
	case call.Signature().Recv() != nil && len(call.Args) > 0:
		return methodsOf(call.Args[0].Type()).find("FailNow") != nil
	}
	return false
}

// AssertsError reports whether a call is an assertion of a test that one of its
// arguments is an error that is not nil, by its name: Error, ErrorIs,
// requireError, but not NoError or checkError.
func AssertsError(call *ssa.CallCommon) bool {
	words := Words(CalleeName(call))
	speaks := slices.Contains(words, "error") || slices.Contains(words, "err")
	return speaks && !slices.ContainsFunc(words, func(w string) bool { return !assertsError[w] }) && MayEndTest(call)
}

// assertsError holds the words of the names of such assertions.
var assertsError = map[string]bool{
	"error": true, "errorf": true, "err": true, "is": true, "as": true, "contains": true, "equal": true,
	"require": true, "assert": true, "expect": true, "want": true,
}

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

// fresh holds the words of functions that give another value at each call.
var fresh = map[string]bool{
	"new": true, "next": true, "pop": true, "get": true, "dequeue": true, "take": true, "create": true,
	"make": true, "alloc": true, "allocate": true, "clone": true, "copy": true, "open": true, "accept": true,
	"recv": true, "receive": true, "read": true, "begin": true, "start": true, "with": true, "pick": true,
	"rand": true, "random": true, "now": true, "add": true, "fetch": true, "load": true, "try": true,
	"remove": true, "delete": true, "swap": true, "compare": true, "insert": true, "put": true, "push": true,
	"write": true, "append": true, "send": true, "advance": true, "scan": true, "wait": true, "set": true,
}

// purePackages are packages whose functions make values out of their
// arguments alone.
var purePackages = map[string]bool{
	"fmt": true, "strings": true, "strconv": true, "path": true, "path/filepath": true, "bytes": true,
	"unicode/utf8": true, "net/url": true, "hash/fnv": true, "hash/crc32": true, "math/bits": true,
}

// IsPurePackage reports whether the functions of the package path that return
// a basic value are functions of their arguments.
func IsPurePackage(path string) bool { return purePackages[path] }

// IsRepeatable reports whether a function by its name gives the same value for
// the same arguments.
func IsRepeatable(name string) bool {
	words := Words(name)
	return len(words) > 0 && !fresh[words[0]]
}

// IsGetter reports whether a call by its name and signature gives the same
// value when it is repeated with the same arguments.
func IsGetter(call *ssa.CallCommon) bool {
	res := call.Signature().Results()
	if res.Len() != 1 || IsError(res.At(0).Type()) {
		return false
	}
	if call.Signature().Recv() == nil && !call.IsInvoke() {
		return false
	}
	if _, ok := res.At(0).Type().Underlying().(*types.Signature); ok {
		return false
	}
	name := CalleeName(call)
	words := Words(name)
	if name == "" || len(words) == 0 {
		return false
	}
	if words[0] == "get" && len(words) > 1 && words[1] != "next" && words[1] != "new" {
		return true
	}
	return !fresh[words[0]]
}

// SpeaksOfRelease reports whether a function by its name gives locks back.
func SpeaksOfRelease(name string) bool {
	if !strings.Contains(name, "lock") && !strings.Contains(name, "elease") {
		return false // quick, and most names
	}
	for _, w := range Words(name) {
		switch w {
		case "unlock", "unlocks", "unlocker", "runlock", "release", "releases", "unlocked":
			return true
		}
	}
	return false
}

// SpeaksOfAcquire reports whether a function by its name returns with a lock
// held.
func SpeaksOfAcquire(name string) bool {
	for _, w := range Words(name) {
		switch w {
		case "lock", "locks", "rlock", "wlock", "trylock", "locked", "acquire", "hold", "begin", "enter", "grab":
			return true
		}
	}
	return false
}

// SpeaksOfLock reports whether a variable by its name remembers that a lock is
// held.
func SpeaksOfLock(name string) bool {
	for _, w := range Words(name) {
		switch w {
		case "locked", "lock", "held", "hold", "holding", "acquired", "unlock", "release", "unlocked":
			return true
		}
	}
	return false
}

var contract = regexp.MustCompile(`(?is)returns?\s+(with|holding)\b.{0,60}\b(held|locked|lock)\b` +
	`|\bcallers?\b.{0,60}\b(must|should|needs?\s+to|has\s+to|is\s+responsible|are\s+responsible)\b.{0,60}\b(unlock|unlocking|release|releasing|close|call)\b` +
	`|\b(must|should|needs?\s+to)\s+be\s+(unlocked|released)\b` +
	`|\b(lock|mutex)\b.{0,30}\b(remains?|stays?|is\s+left|is\s+still|will\s+be)\s+(held|locked)\b` +
	`|\bleaves?\b.{0,40}\b(held|locked)\b` +
	`|\+checklocksacquire`)

// DocSpeaksOfAcquire reports whether a function's doc comment says that it
// returns with a lock held.
func DocSpeaksOfAcquire(doc string) bool { return contract.MatchString(doc) }

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
