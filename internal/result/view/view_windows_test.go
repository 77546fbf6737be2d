package view

import (
	"testing"

	"github.com/lockleak/lockleak/internal/result/finding"
)

// TestWindows names files as Windows has them: with drives, shares and both kinds
// of separators.
func TestWindows(t *testing.T) {
	t.Parallel()
	v := View{UserDir: `C:\Users\me\m`, GoDir: `C:\Users\me\m\app`}
	for file, want := range map[string]string{
		`C:\Users\me\m\app\a.go`: `app\a.go:3:4`,
		`C:/Users/me/m/app/a.go`: `app\a.go:3:4`,
		`c:\users\ME\m\app\a.go`: `app\a.go:3:4`,
		`store\a.go`:             `app\store\a.go:3:4`,
		`D:\m\a.go`:              `D:\m\a.go:3:4`,
		`\\server\share\m\a.go`:  `\\server\share\m\a.go:3:4`,
	} {
		if got := v.Posn(finding.Position{File: file, Line: 3, Col: 4}); got != want {
			t.Errorf("%s is named %s, want %s", file, got, want)
		}
	}
	for file, want := range map[string]string{
		`C:\Users\me\m\app\a.go`: "app/a.go",
		`D:\m\a.go`:              "D:/m/a.go",
		`\\server\share\m\a.go`:  "//server/share/m/a.go",
	} {
		got, inside := v.Under(`C:\Users\me\m`, file)
		if got != want || inside != (got == "app/a.go") {
			t.Errorf("%s is %s (inside: %v), want %s", file, got, inside, want)
		}
	}
}
