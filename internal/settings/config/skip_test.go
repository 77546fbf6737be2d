package config

import "testing"

func TestSkipPackage(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		pattern, path string
		want          bool
	}{
		{"example.com/a", "example.com/a", true},
		{"example.com/a", "example.com/a/b", false},
		{"example.com/a", "example.com/ab", false},
		{"example.com/a", "example.com", false},
		{"example.com/a/...", "example.com/a", true},
		{"example.com/a/...", "example.com/a/b/c", true},
		{"example.com/a/...", "example.com/ab", false},
		{"example.com/a...", "example.com/ab", true},
		{"example.com/a...", "example.com/a/b", true},
		{"example.com/.../gen", "example.com/x/y/gen", true},
		{"example.com/.../gen", "example.com/gen", false},
		{"example.com/.../gen", "example.com/x/gen/y", false},
		{"example.com/.../gen/...", "example.com/x/gen", true},
		{"example.com/.../gen/...", "example.com/x/gen/y", true},
		{".../gen", "example.com/gen", true},
		{".../a/.../a", "x/a/a", false},
		{".../a/.../a", "x/a/b/a", true},
		{"a...a", "a", false},
		{"a...a", "aa", true},
		{"...", "fmt", true},
		{"......", "fmt", true},
		{"github.com/nats-io/nats.go", "github.com/nats-io/nats.go", true},
		{"example.com/a", "example.com/a [example.com/a.test]", true},
		{"example.com/a", "example.com/a_test [example.com/a.test]", true},
		{"example.com/a", "example.com/a_test", true},
		{"example.com/a", "example.com/b [example.com/a.test]", false},
		{"example.com/a_test", "example.com/a_test", true},
	} {
		var s Skip
		if err := s.Set(tt.pattern); err != nil {
			t.Errorf("%s: %v", tt.pattern, err)
		} else if got := s.Package(tt.path); got != tt.want {
			t.Errorf("%s, package %s: %v, want %v", tt.pattern, tt.path, got, tt.want)
		}
		if s.File(tt.path) {
			t.Errorf("%s skips the file %s", tt.pattern, tt.path)
		}
	}
}

func TestSkipFile(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		glob, name string
		want       bool
	}{
		{"*.pb.go", "/m/a/x.pb.go", true},
		{"*.pb.go", "x.pb.go", true},
		{"*.pb.go", "/m/x.pb.go/y.go", false},
		{"*.pb.go", "/m/x.pb.gox", false},
		{"x.go", "/m/x.go", true},
		{"x.go", "/m/xx.go", false},
		{"?.go", "/m/é.go", true},
		{"?.go", "/m/ab.go", false},
		{"[a-c]*.go", "/m/b1.go", true},
		{"[a-c]*.go", "/m/d1.go", false},
		{"a/x.go", "/m/a/x.go", true},
		{"a/x.go", "a/x.go", true},
		{"a/x.go", "/m/b/a/x.go", true},
		{"a/x.go", "/m/ba/x.go", false},
		{"a/x.go", "/m/a/x.go/y.go", false},
		{"a/*.go", "/m/a/b/x.go", false},
		{"internal/gen/**", "/m/internal/gen/x.go", true},
		{"internal/gen/**", "/m/internal/gen/a/b/x.go", true},
		{"internal/gen/**", "internal/gen/x.go", true},
		{"internal/gen/**", "/m/internal/generic/x.go", false},
		{"internal/gen/**", "/m/internal/x/gen/x.go", false},
		{"a/**/x.go", "/m/a/x.go", true},
		{"a/**/x.go", "/m/a/b/c/x.go", true},
		{"a/**/x.go", "/m/a/b/c/y.go", false},
		{"a/**/b/**/x.go", "/m/a/a/b/c/b/x.go", true},
		{"a/**/b/**/x.go", "/m/a/c/x.go", false},
		{"**/x.go", "/m/a/x.go", true},
		{"**/x.go", "x.go", true},
		{"**/a/*", "/m/a/x.go", true},
		{"**/**/a/*", "/m/a/x.go", true},
		{"**", "/m/x.go", true},
		{"*", "/m/x.go", true},
		{"*/x.go", "x.go", false},
		{"*.go", "", false},
		{"**", "", false},
	} {
		var s Skip
		if err := s.Set(filePrefix + tt.glob); err != nil {
			t.Errorf("%s: %v", tt.glob, err)
		} else if got := s.File(tt.name); got != tt.want {
			t.Errorf("%s, file %s: %v, want %v", tt.glob, tt.name, got, tt.want)
		}
		if s.Package(tt.name) {
			t.Errorf("%s skips the package %s", tt.glob, tt.name)
		}
	}
}

func TestSkipSet(t *testing.T) {
	t.Parallel()
	var s Skip
	if got := s.String(); got != "" || s.Package("p") || s.File("/p/x.go") {
		t.Errorf("nothing is %q, or skips something", got)
	}
	for _, tt := range []struct{ text, want, err string }{
		{"b, a ,file:*.go,a,file:a/**", "a,b,file:*.go,file:a/**", ""},
		{"./a", "a,b,file:*.go,file:a/**", `want packages such as example.com/gen/... by their path, not "./a"`},
		{"c,", "a,b,file:*.go,file:a/**", `want packages such as example.com/gen/... by their path, not ""`},
		{"*.go", "a,b,file:*.go,file:a/**", `want packages such as example.com/gen/... by their path, not "*.go"`},
		{"file:", "a,b,file:*.go,file:a/**", `want the name of a file in the module such as *.pb.go or internal/gen/**, not ""`},
		{"d", "d", ""},
		{"", "", ""},
	} {
		text := ""
		if err := s.Set(tt.text); err != nil {
			text = err.Error()
		}
		if text != tt.err {
			t.Errorf("Set(%q): %q, want %q", tt.text, text, tt.err)
		}
		if got := s.String(); got != tt.want {
			t.Errorf("behind Set(%q): %q, want %q", tt.text, got, tt.want)
		}
	}
}
