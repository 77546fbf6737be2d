package view

import "testing"

func TestViewName(t *testing.T) {
	v := &View{UserDir: "/home/user/m/sub", GoDir: "/home/user/m"}
	for file, want := range map[string]string{
		"/home/user/m/sub/a.go": "a.go",
		"/home/user/m/a.go":     "../a.go",
		"a.go":                  "../a.go", // the go command names it from where it runs
		"/usr/a.go":             "/usr/a.go",
	} {
		if got := v.Name(file); got != want {
			t.Errorf("name(%q) = %q, want %q", file, got, want)
		}
	}
}
