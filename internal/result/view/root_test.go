package view

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/lockleak/lockleak/internal/result/finding"
)

func TestRoot(t *testing.T) {
	top := t.TempDir()
	for _, dir := range []string{"repo/.git", "repo/m/a", "tree/m/a", "work/m/a"} {
		if err := os.MkdirAll(filepath.Join(top, dir), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"repo/m/go.mod", "tree/.git", "tree/m/go.mod", "work/go.work", "work/m/go.mod"} {
		if err := os.WriteFile(filepath.Join(top, file), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for dir, want := range map[string]string{"repo/m/a": "repo", "repo": "repo", "tree/m/a": "tree", "work/m/a": "work", "work/m": "work"} {
		v := &View{GoDir: filepath.Join(top, dir)}
		if got := v.Root(); got != filepath.Join(top, want) {
			t.Errorf("in %s the root is %s, want %s", dir, got, want)
		}
	}
}

func TestUnder(t *testing.T) {
	root := filepath.Join(t.TempDir(), "repo")
	v := &View{UserDir: "/elsewhere", GoDir: filepath.Join(root, "m")}
	for file, want := range map[string]string{
		filepath.Join(root, "m", "a", "a.go"): "m/a/a.go",
		filepath.Join("a", "a.go"):            "m/a/a.go",
		filepath.Join(root, "..a.go"):         "..a.go",
	} {
		if got, ok := v.Under(root, file); got != want || !ok {
			t.Errorf("%s is %s, %v, want %s", file, got, ok, want)
		}
	}
	outside := filepath.Join(filepath.Dir(root), "repository", "a.go")
	if got, ok := v.Under(root, outside); got != filepath.ToSlash(outside) || ok {
		t.Errorf("%s is %s, %v", outside, got, ok)
	}
}

func TestColumn16(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.go")
	text := "\ufeffaä𝄞x\r\n\xff\xfey\n\n"
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	v := &View{}
	for p, want := range map[finding.Position]int{
		{Line: 1, Col: 4}:  1, // behind the byte order mark
		{Line: 1, Col: 5}:  2,
		{Line: 1, Col: 7}:  3,
		{Line: 1, Col: 11}: 5,
		{Line: 1, Col: 12}: 6, // the end of the line
		{Line: 1, Col: 14}: 0, // behind it: the file has changed
		{Line: 2, Col: 3}:  3,
		{Line: 3, Col: 1}:  1,
		{Line: 4, Col: 1}:  0,
		{Line: 0, Col: 1}:  0,
		{Line: 1, Col: 0}:  0,
	} {
		p.File = file
		if got := v.Column16(p); got != want {
			t.Errorf("%d:%d is column %d, want %d", p.Line, p.Col, got, want)
		}
	}
	if got := v.Column16(finding.Position{File: file + ".missing", Line: 1, Col: 1}); got != 0 {
		t.Errorf("column %d of a file that is missing", got)
	}
}
