package goload

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/version"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A goCommand runs the go command in one directory.
type goCommand struct {
	path     string // of the executable
	dir      string // where it runs, absolute
	progress io.Writer
	echo     bool // show all of standard error, for -x

	// temp is where it puts its temporary files. go vet does not remove them
	// when it is interrupted.
	temp string

	noWork bool // GOWORK=off

	// What go env says there.
	version string // such as go1.26.8
	tempIn  string // GOTMPDIR
	flags   string // GOFLAGS
	cache   string // GOMODCACHE
	mod     string // GOMOD
	work    string // GOWORK
	cgo     bool   // CGO_ENABLED
}

// findGo finds the go command and asks it for its settings in dir. Downloads
// it has to make are told to progress.
func findGo(ctx context.Context, dir string, progress io.Writer) (goCommand, error) {
	path, err := exec.LookPath("go")
	if err != nil {
		return goCommand{}, errors.New("there is no go command in PATH; lockleak works through go vet")
	}
	g := goCommand{path: path, dir: dir, progress: progress}
	var out bytes.Buffer
	msg, err := g.run(ctx, []string{"env", "-json", "GOVERSION", "GOFLAGS", "GOMOD", "GOWORK", "GOTMPDIR", "GOMODCACHE", "CGO_ENABLED"}, func(r io.Reader) error {
		_, err := out.ReadFrom(r)
		return err
	})
	if err != nil {
		return goCommand{}, goFailure("go env", msg, err)
	}
	var env struct{ GOVERSION, GOFLAGS, GOMOD, GOWORK, GOTMPDIR, GOMODCACHE, CGO_ENABLED string }
	if err := json.Unmarshal(out.Bytes(), &env); err != nil {
		return goCommand{}, fmt.Errorf("go env: %w", err)
	}
	g.version, g.flags, g.mod, g.work, g.tempIn, g.cache = env.GOVERSION, env.GOFLAGS, env.GOMOD, env.GOWORK, env.GOTMPDIR, env.GOMODCACHE
	g.cgo = env.CGO_ENABLED != "0"
	return g, nil
}

// makeTemp makes a directory for temporary files, of the go command and ours,
// and returns the function that removes it.
func (g *goCommand) makeTemp() (remove func(), err error) {
	if g.temp, err = os.MkdirTemp(g.tempIn, "lockleak-"); err != nil {
		return nil, fmt.Errorf("no temporary directory can be made: %w", err)
	}
	return func() { os.RemoveAll(g.temp) }, nil // nothing to tell: the system cleans up, too
}

// checkModule reports that there is no module where packages are named by
// directory.
func (g goCommand) checkModule(patterns []string) error {
	if g.mod != os.DevNull || g.work != "" || !slices.ContainsFunc(patterns, isDirPattern) {
		return nil
	}
	return fmt.Errorf("not in a module: there is no go.mod in %s or above it", g.dir)
}

// leaveWorkspace switches the workspace off if it lacks the module that the go
// command runs in: there, it would refuse to work.
func (g *goCommand) leaveWorkspace(ctx context.Context) error {
	if g.work == "" || g.work == "off" {
		return nil
	}
	var out bytes.Buffer
	msg, err := g.run(ctx, []string{"work", "edit", "-json", g.work}, func(r io.Reader) error {
		_, err := out.ReadFrom(r)
		return err
	})
	if err != nil {
		return goFailure("go work edit", msg, err)
	}
	var file struct{ Use []struct{ DiskPath string } }
	if err := json.Unmarshal(out.Bytes(), &file); err != nil {
		return fmt.Errorf("go work edit: %w", err)
	}
	module, err := os.Stat(g.dir)
	if err != nil {
		return err
	}
	for _, use := range file.Use {
		dir := filepath.FromSlash(use.DiskPath)
		if !filepath.IsAbs(dir) {
			dir = filepath.Join(filepath.Dir(g.work), dir)
		}
		if st, err := os.Stat(dir); err == nil && os.SameFile(st, module) {
			return nil
		}
	}
	g.work, g.noWork = "", true
	return nil
}

// printsOnStderr reports whether go vet -json prints to standard error.
func (g goCommand) printsOnStderr() bool {
	v := goRelease(g.version)
	return version.IsValid(v) && version.Compare(v, "go1.26") < 0
}

// isDirPattern reports whether a package pattern names directories.
func isDirPattern(pattern string) bool {
	return !strings.HasSuffix(pattern, ".go") &&
		(pattern == "." || pattern == ".." || strings.HasPrefix(pattern, "./") ||
			strings.HasPrefix(pattern, "../") || filepath.IsAbs(pattern))
}

// newerLanguage reports whether the Go language of version v is newer than
// that of w. Versions are written as runtime.Version has them; one that is
// not a release is not compared.
func newerLanguage(v, w string) bool {
	v, w = version.Lang(goRelease(v)), version.Lang(goRelease(w))
	return v != "" && w != "" && version.Compare(v, w) > 0
}

// goRelease returns the release a version belongs to: go1.27 for
// "devel go1.27-abc Mon Jan 2" and "go1.27.1 X:experiment".
func goRelease(v string) string {
	for field := range strings.FieldsSeq(v) {
		if strings.HasPrefix(field, "go1") {
			release, _, _ := strings.Cut(field, "-")
			return release
		}
	}
	return v
}

// killAfter is how long the go command may take to stop when it is told to.
const killAfter = 3 * time.Second

// run runs the go command and gives its standard output to read. It returns
// what came on standard error, apart from progress. When ctx ends, the
// command and all it has started are interrupted, then killed.
func (g goCommand) run(ctx context.Context, args []string, read func(io.Reader) error) (stderr string, err error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	cmd := exec.Command(g.path, args...)
	cmd.Dir = g.dir
	cmd.Env = cmd.Environ()
	if g.temp != "" {
		cmd.Env = append(cmd.Env, "GOTMPDIR="+g.temp)
	}
	if g.noWork {
		cmd.Env = append(cmd.Env, "GOWORK=off")
	}
	messages := &messageWriter{progress: g.progress, all: g.echo}
	cmd.Stderr = messages
	setGroup(cmd)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	done := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		interruptGroup(cmd)
		select {
		case <-done:
		case <-time.After(killAfter):
			killGroup(cmd)
		}
	})
	readErr := read(out)
	if readErr != nil {
		io.Copy(io.Discard, out) // let it end; the read error is what counts
	}
	err = cmd.Wait()
	close(done)
	stop()
	if ctx.Err() != nil {
		killGroup(cmd) // what the go command has started may be slower to end
		return messages.rest(), ctx.Err()
	}
	return messages.rest(), errors.Join(err, readErr)
}

// A messageWriter keeps what is written to it, but for lines that tell of
// progress, which it passes on at once.
type messageWriter struct {
	progress io.Writer
	all      bool // pass on every line, and keep them too
	line     []byte
	kept     bytes.Buffer
}

func (m *messageWriter) Write(b []byte) (int, error) {
	for _, c := range b {
		m.line = append(m.line, c)
		if c == '\n' {
			m.flush()
		}
	}
	return len(b), nil
}

func (m *messageWriter) flush() {
	progress := bytes.HasPrefix(m.line, []byte("go: downloading ")) ||
		bytes.HasPrefix(m.line, []byte("go: extracting "))
	if progress || m.all {
		m.progress.Write(m.line) // nothing to be done when standard error is gone
	}
	if !progress {
		m.kept.Write(m.line)
	}
	m.line = m.line[:0]
}

func (m *messageWriter) rest() string {
	m.flush()
	return m.kept.String()
}

// goFailure is the error for a go command that could not do its work at all.
func goFailure(what, stderr string, err error) error {
	text := strings.TrimPrefix(strings.TrimSpace(stderr), "go: ")
	if text == "" {
		text = what + ": " + err.Error()
	}
	return errors.New(text)
}
