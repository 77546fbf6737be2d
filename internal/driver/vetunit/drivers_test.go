package vetunit_test

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/lockleak/lockleak/analyzer"
	"github.com/lockleak/lockleak/internal/dev/exhaustive"
	"github.com/lockleak/lockleak/internal/driver/vetunit"
)

// driver is the variable of the environment that makes a vet tool of the test.
const driver = "VETUNIT_DRIVER"

func TestMain(m *testing.M) {
	switch os.Getenv(driver) {
	case "unitchecker":
		unitchecker.Main(analyzer.Alone()...)
	case "vetunit":
		if !vetunit.Run(os.Args[1:], analyzer.Facts()) {
			fmt.Fprintln(os.Stderr, "left to unitchecker")
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// TestDriversAgree makes the facts of packages and of all that they import by both
// drivers, which have to find the same. What the one has written of a package, both
// read for those that import it.
func TestDriversAgree(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, dir string
		heavy     bool
		patterns  []string
		flags     []string
	}{
		{name: "without locks", dir: ".", patterns: []string{"container/ring", "math", "unicode"}},
		{name: "declared", dir: ".", patterns: []string{"container/ring"},
			flags: []string{"-json=true", "-relock=false", "-lockleak.declare=(*container/ring.Ring).Next: acquires recv"}},
		{name: "fixtures", dir: "../../../testdata/src/packages", heavy: true,
			patterns: []string{"./...", "encoding/csv", "image/color/palette"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.heavy {
				exhaustive.Only(t)
			}
			t.Parallel()
			agree(t, tt.dir, tt.flags, tt.patterns)
		})
	}
}

// TestDeclaredMatters looks whether the flags reach the engine: what is declared of
// a package without locks is in its facts.
func TestDeclaredMatters(t *testing.T) {
	t.Parallel()
	const pkg = "container/ring"
	plain := agree(t, ".", nil, []string{pkg})[pkg]
	declared := agree(t, ".", []string{"-lockleak.declare=(*container/ring.Ring).Next: acquires recv"}, []string{pkg})[pkg]
	if reflect.DeepEqual(plain, declared) {
		t.Errorf("the facts are the same with a declaration: %v", plain)
	}
}

// agree runs both drivers over the packages and what they import, and returns the
// facts of each.
func agree(t *testing.T, dir string, flags, patterns []string) map[string][]gobFact {
	t.Helper()
	files := t.TempDir()
	vetx := make(map[string]string)
	all := make(map[string][]gobFact)
	for i, p := range list(t, dir, patterns) {
		if p.ImportPath == "unsafe" || len(p.GoFiles) == 0 {
			continue
		}
		c := p.config(vetx)
		out := make(map[string]string)
		var wg sync.WaitGroup
		for _, d := range []string{"unitchecker", "vetunit"} {
			out[d] = filepath.Join(files, fmt.Sprint(i, d))
			wg.Go(func() { run(t, d, c, out[d], flags) })
		}
		wg.Wait()
		if t.Failed() {
			t.FailNow()
		}
		vetx[p.ImportPath] = out["vetunit"]
		wantTypes, want := read(t, out["unitchecker"])
		gotTypes, got := read(t, out["vetunit"])
		if !bytes.Equal(wantTypes, gotTypes) {
			t.Errorf("%s: the types differ", p.ImportPath)
		}
		if !reflect.DeepEqual(want, got) {
			t.Errorf("%s: the facts differ: unitchecker has\n%v\nvetunit has\n%v", p.ImportPath, text(t, want), text(t, got))
		}
		all[p.ImportPath] = got
	}
	if len(all) == 0 {
		t.Error("no packages")
	}
	return all
}

// A listed is what go list says of a package.
type listed struct {
	Dir, ImportPath      string
	GoFiles, Imports     []string
	ImportMap            map[string]string
	Standard             bool
	Module               *struct{ GoVersion string }
	CgoFiles, OtherFiles []string
}

// list returns packages and all that they import, from the bottom up.
func list(t *testing.T, dir string, patterns []string) []listed {
	t.Helper()
	cmd := exec.Command("go", slices.Concat([]string{"list", "-deps", "-json"}, patterns)...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "CGO_ENABLED=0")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var p listed
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

// config describes a package as the go command does for a vet tool.
func (p listed) config(vetx map[string]string) *unitchecker.Config {
	c := &unitchecker.Config{
		ID: p.ImportPath, Compiler: "gc", Dir: p.Dir, ImportPath: p.ImportPath, GoVersion: "go1.26",
		ImportMap: make(map[string]string), PackageVetx: make(map[string]string), VetxOnly: true,
	}
	if p.Module != nil && p.Module.GoVersion != "" {
		c.GoVersion = "go" + p.Module.GoVersion
	}
	for _, f := range p.GoFiles {
		c.GoFiles = append(c.GoFiles, filepath.Join(p.Dir, f))
	}
	for _, path := range p.Imports {
		c.ImportMap[path] = path
	}
	for path, actual := range p.ImportMap {
		delete(c.ImportMap, actual)
		c.ImportMap[path] = actual
	}
	for _, path := range c.ImportMap {
		if file, ok := vetx[path]; ok {
			c.PackageVetx[path] = file
		}
	}
	return c
}

// run runs a driver, which writes to out.
func run(t *testing.T, d string, c *unitchecker.Config, out string, flags []string) {
	mine := *c
	mine.VetxOutput, mine.Stdout = out, out+".stdout"
	b, err := json.Marshal(mine)
	if err == nil {
		err = os.WriteFile(out+".cfg", b, 0o600)
	}
	if err != nil {
		t.Error(err)
		return
	}
	cmd := exec.Command(os.Args[0], append(slices.Clone(flags), out+".cfg")...)
	cmd.Dir, cmd.Env = c.Dir, append(os.Environ(), driver+"="+d)
	if msg, err := cmd.CombinedOutput(); err != nil || len(msg) > 0 {
		t.Errorf("%s: %s: %v: %s", c.ImportPath, d, err, msg)
	}
	if b, err := os.ReadFile(mine.Stdout); err != nil || len(b) > 0 {
		t.Errorf("%s: %s: %v, %q on standard output", c.ImportPath, d, err, b)
	}
}

// A gobFact is a fact in a file.
type gobFact struct {
	PkgPath, Object string
	Fact            analysis.Fact
}

// register makes the types of the facts known to gob.
var register = sync.OnceFunc(func() {
	var visit func(list []*analysis.Analyzer)
	visit = func(list []*analysis.Analyzer) {
		for _, a := range list {
			for _, f := range a.FactTypes {
				gob.Register(f)
			}
			visit(a.Requires)
		}
	}
	visit(analyzer.Alone())
})

// read returns the types and the facts in a file.
func read(t *testing.T, file string) ([]byte, []gobFact) {
	t.Helper()
	register()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	n := binary.LittleEndian.Uint32(b[4:])
	types, facts := b[12:12+n], b[12+n:]
	var list []gobFact
	if len(facts) > 0 {
		if err := gob.NewDecoder(bytes.NewReader(facts)).Decode(&list); err != nil {
			t.Fatal(err)
		}
	}
	return types, list
}

func text(t *testing.T, list []gobFact) string {
	t.Helper()
	b, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(b), `{"Name"`, "\n\t{\"Name\"")
}
