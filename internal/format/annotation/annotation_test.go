package annotation

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lockleak/lockleak/internal/result/finding"
	"github.com/lockleak/lockleak/internal/result/view"
)

func TestWrite(t *testing.T) {
	root := t.TempDir()
	file := filepath.Join(root, "a,b:c%.go")
	if err := os.WriteFile(file, []byte("package a\n/*ä*/ x.Lock()\n"), 0o666); err != nil {
		t.Skip("no file of such a name: ", err)
	}
	at := func(line, col int) finding.Position { return finding.Position{File: file, Line: line, Col: col} }
	findings := []finding.Finding{
		{Check: "lockleak", Message: "lockleak: 100% of x\r::error::y", At: at(2, 8),
			Path: []finding.Step{{At: at(2, 8), Message: "x is acquired here"}, {At: at(3, 1), Message: "returns here"}}},
		{Check: "relock", Message: "relock: again", At: at(9, 3)}, // not in the file any more
		{Check: "relock", Message: "relock: nowhere"},
	}
	want := strings.Join([]string{
		"::error file=a%2Cb%3Ac%25.go,line=2,col=7,title=lockleak::100%25 of x%0D::error::y%0Aa,b:c%25.go:2: x is acquired here%0Aa,b:c%25.go:3: returns here",
		"::error file=a%2Cb%3Ac%25.go,line=9,title=relock::again",
		"::error title=relock::nowhere",
		"::warning title=lockleak%3A not all of the code was analysed::p: left out: a.go:1: no%0A::error::x",
		"",
	}, "\n")
	var got strings.Builder
	err := Write(&got, &view.View{GoDir: root, UserDir: "/"}, root, findings, []string{"p: left out: a.go:1: no\n::error::x"})
	if err != nil || got.String() != want {
		t.Errorf("got %s (%v), want %s", got.String(), err, want)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestWriteFails(t *testing.T) {
	err := Write(full{}, &view.View{}, "/", []finding.Finding{{Check: "lockleak"}}, nil)
	if err == nil || err.Error() != "full" {
		t.Errorf("error %v", err)
	}
}
