package vetunit

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"go/token"
	"go/types"
	"os"

	"golang.org/x/tools/go/gcexportdata"
)

// A vetx is the content of a file that a vet tool writes for a package: its types,
// and facts. The form is that of unitchecker in x/tools v0.52: the magic, the
// lengths of both parts, little-endian in four bytes each, and the parts.
type vetx struct{ types, facts []byte }

const (
	magic      = "vetx"
	headerSize = len(magic) + 4 + 4
	indexed    = "i" // what gcexportdata puts before the form that is in the file
)

func readVetx(file string) (vetx, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return vetx{}, err
	}
	if len(b) < headerSize || string(b[:len(magic)]) != magic {
		return vetx{}, fmt.Errorf("%s is in another form", file)
	}
	types := uint64(binary.LittleEndian.Uint32(b[len(magic):]))
	facts := uint64(binary.LittleEndian.Uint32(b[len(magic)+4:]))
	rest := b[headerSize:]
	if types+facts > uint64(len(rest)) {
		return vetx{}, fmt.Errorf("%s is cut off", file)
	}
	return vetx{rest[:types], rest[types : types+facts]}, nil
}

func (v vetx) readTypes(fset *token.FileSet, imports map[string]*types.Package, path string) (*types.Package, error) {
	return gcexportdata.Read(bytes.NewReader(append([]byte(indexed), v.types...)), fset, imports, path)
}

// encode returns the file for the packages that import this one.
func (u *unit) encode() ([]byte, error) {
	var types bytes.Buffer
	if err := gcexportdata.Write(&types, u.fset, u.pkg); err != nil {
		return nil, err
	}
	facts, err := u.facts.encode()
	if err != nil {
		return nil, err
	}
	exported := types.Bytes()[len(indexed):]
	out := append(make([]byte, 0, headerSize+len(exported)+len(facts)), magic...)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(exported)))
	out = binary.LittleEndian.AppendUint32(out, uint32(len(facts)))
	return append(append(out, exported...), facts...), nil
}
