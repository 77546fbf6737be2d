package changed

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// shown returns lines as text: "new", or the numbers of lines that were added,
// and with a minus those behind which something is gone.
func (l *lines) shown() string {
	if l.whole {
		return "new"
	}
	var parts []string
	for _, n := range slices.Sorted(maps.Keys(l.added)) {
		parts = append(parts, "+"+itoa(n))
	}
	for _, n := range slices.Sorted(maps.Keys(l.gaps)) {
		parts = append(parts, "-"+itoa(n))
	}
	return strings.Join(parts, " ")
}

const sample = `diff --git a/a.go b/a.go
index 1..2 100644
--- a/a.go
+++ b/a.go
@@ -3 +3 @@ func f() {
-	x()
+	y()
@@ -7,2 +6,0 @@ func g() {
---- a/trap.go
-gone
@@ -20,0 +18,2 @@
+++ b/trap.go
+more
diff --git a/old.go b/moved.go
similarity index 100%
rename from old.go
rename to moved.go
diff --git a/old2.go b/moved2.go
similarity index 90%
rename from old2.go
rename to moved2.go
--- a/old2.go
+++ b/moved2.go
@@ -1 +1,2 @@
 package a
+// more
\ No newline at end of file
diff --git a/new.go b/new.go
new file mode 100644
--- /dev/null
+++ b/new.go
@@ -0,0 +1 @@
+package a
diff --git a/gone.go b/gone.go
deleted file mode 100644
--- a/gone.go
+++ /dev/null
@@ -1 +0,0 @@
-package a
diff --git "a/f\303\274r\t\"x\".go" "b/f\303\274r\t\"x\".go"
--- "a/f\303\274r\t\"x\".go"
+++ "b/f\303\274r\t\"x\".go"
@@ -1,5 +1,4 @@
 package a

-x
-y
+z
 last
diff --git a/with space.go b/with space.go
--- a/with space.go	
+++ b/with space.go	
@@ -1 +0,0 @@
-package a
`

func TestParse(t *testing.T) {
	files, err := parse(strings.NewReader(sample))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"a.go":          "+3 +18 +19 -6",
		"moved2.go":     "+2",
		"new.go":        "new",
		"für\t\"x\".go": "+3",
		"with space.go": "-0",
	}
	got := make(map[string]string)
	for name, l := range files {
		got[name] = l.shown()
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestParseBroken(t *testing.T) {
	const head = "--- a/x\n+++ b/x\n"
	for text, want := range map[string]string{
		head + "@@ -1 +1 @@\n-x\n":     "the diff of git ends too early",
		head + "@@ -1 +1 @@\n-x\n-y\n": "the diff of git has more lines than it says",
		head + "@@ -1 +1\n":            `the diff of git has a hunk "@@ -1 +1"`,
		head + "@@ -1 +x @@\n":         `the diff of git has a hunk "@@ -1 +x @@"`,
		head + "@@ -1,-2 +1 @@\n":      `the diff of git has a hunk "@@ -1,-2 +1 @@"`,
		head + "@@ -1 +1 @@\nx\n":      `the diff of git has a line "x"`,
		"+++ x\n":                      `the diff of git has a file "x"`,
		"+++ \"b/x\n":                  `the diff of git has a file "b/x`,
		"+++ \"b/\\9\"\n":              `the diff of git has a file "b/\9"`,
		"+++ \"b/\\777\"\n":            `the diff of git has a file "b/\777"`,
		"+++ \"b/x\\\"\n":              `the diff of git has a file "b/x\"`,
	} {
		if _, err := parse(strings.NewReader(text)); err == nil || err.Error() != want {
			t.Errorf("parse(%q): %v, want %s", text, err, want)
		}
	}
}

func TestTouches(t *testing.T) {
	l := &lines{added: map[int]bool{10: true, 5000: true}, gaps: map[int]bool{20: true, 0: true}}
	for _, tt := range []struct {
		first, last int
		want        bool
	}{
		{10, 10, true}, {9, 9, false}, {11, 11, false}, {5, 15, true}, {11, 19, false},
		{20, 20, true}, {21, 21, true}, {22, 22, false}, {1, 1, true}, {2, 9, false},
		{22, 4999, false}, {22, 5000, true}, {2, 4999, true}, {5001, 1 << 40, false},
	} {
		if got := l.touches(tt.first, tt.last); got != tt.want {
			t.Errorf("lines %d to %d: %v", tt.first, tt.last, got)
		}
	}
	if !(&lines{whole: true}).touches(7, 7) {
		t.Error("a new file has lines that are not new")
	}
}

// FuzzParse reads anything. An error is one line, and no line of a file that is
// found is less than 1.
func FuzzParse(f *testing.F) {
	f.Add(sample)
	f.Add("")
	f.Add("--- a/x\n+++ b/x\n@@ -1 +99999999999999999999 @@\n")
	f.Add("--- /dev/null\n+++ \"b/\\001\\\\\"\n@@ -0,0 +1,2 @@\n+\n+x")
	f.Add("+++ b/x\n@@ -0,0 +0,2 @@\n+\n")
	f.Fuzz(func(t *testing.T, text string) {
		files, err := parse(strings.NewReader(text))
		if err != nil {
			if s := err.Error(); strings.ContainsAny(strings.ReplaceAll(s, text, ""), "\n") {
				t.Errorf("the error %q is not one line", s)
			}
			return
		}
		for name, l := range files {
			if name == "" {
				t.Error("a file has no name")
			}
			for n := range l.added {
				if n < 1 {
					t.Errorf("line %d of %s", n, name)
				}
			}
			for n := range l.gaps {
				if n < 0 {
					t.Errorf("something is gone behind line %d of %s", n, name)
				}
			}
		}
	})
}
