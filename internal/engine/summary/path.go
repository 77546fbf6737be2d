package summary

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/lockleak/lockleak/internal/engine/lock"
)

// A Path is the text of a term, for facts. It names a value by means of
// parameters, results and package-level variables, so that another package can
// read it. Equal terms have equal paths. The empty Path is the zero term.
//
// A path has the number of the term's kind, its symbol (see encodeSymbol), and
// its arguments in parentheses, separated by a comma. For example,
// 3f0;"mu"(2p0;) is field 0 of parameter 0, called mu.
type Path string

// Encode returns the path of t. It reports false if a symbol of t means nothing
// in other packages.
func Encode(t lock.Term) (Path, bool) {
	var b strings.Builder
	ok := encode(&b, t)
	return Path(b.String()), ok
}

func encode(b *strings.Builder, t lock.Term) bool {
	if t.IsZero() {
		return true
	}
	b.WriteString(strconv.Itoa(int(t.Kind())))
	if !encodeSymbol(b, t.Sym()) {
		return false
	}
	if t.X().IsZero() && t.Y().IsZero() {
		return true
	}
	b.WriteByte('(')
	if !encode(b, t.X()) {
		return false
	}
	if !t.Y().IsZero() {
		b.WriteByte(',')
		if !encode(b, t.Y()) {
			return false
		}
	}
	b.WriteByte(')')
	return true
}

// encodeSymbol writes a letter for the type of sym, followed by its numbers, each
// with a semicolon, and its strings, quoted. It reports false if symbols of
// that type mean nothing in other packages.
func encodeSymbol(b *strings.Builder, sym any) bool {
	quote := func(letter byte, parts ...string) {
		b.WriteByte(letter)
		for _, p := range parts {
			b.WriteString(strconv.Quote(p))
		}
	}
	number := func(letter byte, n int64) {
		b.WriteByte(letter)
		b.WriteString(strconv.FormatInt(n, 10))
		b.WriteByte(';')
	}
	switch s := sym.(type) {
	case nil:
		b.WriteByte('-')
	case bool:
		n := int64(0)
		if s {
			n = 1
		}
		number('b', n)
	case int64:
		number('n', s)
	case int:
		number('i', int64(s))
	case string:
		quote('s', s)
	case lock.FieldName:
		number('f', int64(s.Index))
		b.WriteString(strconv.Quote(s.Name))
	case lock.Global:
		quote('g', s.Pkg, s.Name)
	case lock.Func:
		quote('c', s.Full, s.Name)
	case lock.Param:
		number('p', int64(s.Index))
	case lock.Result:
		number('r', int64(s.Index))
	default:
		return false
	}
	return true
}

// Decode returns the term whose path is p, made by m. Each parameter, result and
// package-level variable is replaced by what root returns for its symbol, or
// kept if root is nil. The error says why p is not a path.
func Decode(m Maker, p Path, root func(sym any) lock.Term) (lock.Term, error) {
	r := reader{rest: string(p), maker: m, root: root}
	x, err := r.term()
	if err == nil && r.rest != "" {
		err = fmt.Errorf("%q is left over", r.rest)
	}
	if err != nil {
		return lock.Term{}, fmt.Errorf("path %q: %v", string(p), err)
	}
	return x, nil
}

// A Maker makes terms, as a [lock.Table] does.
type Maker interface {
	Make(k lock.Kind, sym any, x, y lock.Term) lock.Term
}

// A reader reads a path.
type reader struct {
	rest  string
	depth int
	maker Maker
	root  func(any) lock.Term
}

// maxDepth is how deeply a path may nest, so that a damaged one cannot exhaust
// the stack.
const maxDepth = 200

// term reads a term, the zero term where there is none.
func (r *reader) term() (lock.Term, error) {
	if r.rest == "" || r.rest[0] == ',' || r.rest[0] == ')' {
		return lock.Term{}, nil
	}
	if r.depth++; r.depth > maxDepth {
		return lock.Term{}, fmt.Errorf("nested too deeply")
	}
	defer func() { r.depth-- }()
	i := strings.IndexFunc(r.rest, func(c rune) bool { return c < '0' || c > '9' })
	if i <= 0 {
		return lock.Term{}, fmt.Errorf("no kind at %q", r.rest)
	}
	k, err := strconv.Atoi(r.rest[:i])
	if err != nil || k == 0 || k > int(lock.Cons) {
		return lock.Term{}, fmt.Errorf("no kind %s", r.rest[:i])
	}
	r.rest = r.rest[i:]
	sym, err := r.symbol()
	if err != nil {
		return lock.Term{}, err
	}
	var x, y lock.Term
	if r.skip('(') {
		if x, err = r.term(); err != nil {
			return lock.Term{}, err
		}
		if r.skip(',') {
			if y, err = r.term(); err != nil {
				return lock.Term{}, err
			}
		}
		if !r.skip(')') {
			return lock.Term{}, fmt.Errorf("no ) at %q", r.rest)
		}
	}
	if err := checkSymbol(lock.Kind(k), sym); err != nil {
		return lock.Term{}, err
	}
	if lock.Kind(k) == lock.Root && r.root != nil {
		return r.root(sym), nil
	}
	return r.maker.Make(lock.Kind(k), sym, x, y), nil
}

// checkSymbol returns an error if a term of kind k cannot have the symbol sym.
func checkSymbol(k lock.Kind, sym any) error {
	ok := true
	switch k {
	case lock.Field:
		_, ok = sym.(lock.FieldName)
	case lock.Root:
		switch s := sym.(type) {
		case lock.Global:
		case lock.Param:
			ok = s.Index >= 0
		case lock.Result:
			ok = s.Index >= 0
		default:
			ok = false
		}
	}
	if !ok {
		return fmt.Errorf("no symbol of kind %d: %v", k, sym)
	}
	return nil
}

// skip reads c, if that comes next, and reports whether it does.
func (r *reader) skip(c byte) bool {
	if r.rest == "" || r.rest[0] != c {
		return false
	}
	r.rest = r.rest[1:]
	return true
}

// symbol reads a symbol, see encodeSymbol.
func (r *reader) symbol() (any, error) {
	if r.rest == "" {
		return nil, fmt.Errorf("no symbol")
	}
	letter := r.rest[0]
	r.rest = r.rest[1:]
	switch letter {
	case '-':
		return nil, nil
	case 'b', 'n', 'i', 'p', 'r', 'f':
		n, err := r.number()
		if err != nil {
			return nil, err
		}
		switch letter {
		case 'b':
			return n != 0, nil
		case 'n':
			return n, nil
		case 'i':
			return int(n), nil
		case 'p':
			return lock.Param{Index: int(n)}, nil
		case 'r':
			return lock.Result{Index: int(n)}, nil
		}
		name, err := r.text()
		return lock.FieldName{Name: name, Index: int(n)}, err
	case 's':
		return anyOf(r.text())
	case 'g', 'c':
		a, err := r.text()
		if err != nil {
			return nil, err
		}
		b, err := r.text()
		if letter == 'g' {
			return lock.Global{Pkg: a, Name: b}, err
		}
		return lock.Func{Full: a, Name: b}, err
	}
	return nil, fmt.Errorf("no symbol begins with %q", letter)
}

func anyOf(s string, err error) (any, error) { return s, err }

// number reads a number and the semicolon after it.
func (r *reader) number() (int64, error) {
	num, rest, ok := strings.Cut(r.rest, ";")
	if !ok {
		return 0, fmt.Errorf("no ; in %q", r.rest)
	}
	r.rest = rest
	return strconv.ParseInt(num, 10, 64)
}

// text reads a quoted string.
func (r *reader) text() (string, error) {
	q, err := strconv.QuotedPrefix(r.rest)
	if err != nil {
		return "", fmt.Errorf("no text at %q", r.rest)
	}
	r.rest = r.rest[len(q):]
	return strconv.Unquote(q)
}
