//go:build unix

package cli

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// hang is how long a test waits for what has to come: far longer than that takes on
// a busy machine.
const hang = 5 * time.Minute

// TestInterrupt checks that a signal ends the go command and the vet tool below
// it, that the status and a line say so, and that no temporary file is left.
// Nothing changes if there are more signals. They are of one kind: of those that wait,
// the system delivers the one with the lowest number first.
func TestInterrupt(t *testing.T) {
	for _, tt := range []struct {
		signals []syscall.Signal
		status  int
		message string
	}{
		{[]syscall.Signal{syscall.SIGINT}, 130, "lockleak: stopped by a signal (interrupt), without results\n"},
		{[]syscall.Signal{syscall.SIGTERM, syscall.SIGTERM, syscall.SIGTERM}, 143, "lockleak: stopped by a signal (terminated), without results\n"},
		{[]syscall.Signal{syscall.SIGHUP}, 129, "lockleak: stopped by a signal (hangup), without results\n"},
		{[]syscall.Signal{syscall.SIGQUIT}, 131, "lockleak: stopped by a signal (quit), without results\n"},
	} {
		t.Run(tt.signals[0].String(), func(t *testing.T) { interrupt(t, tt.signals, tt.status, tt.message) })
	}
}

func interrupt(t *testing.T, signals []syscall.Signal, status int, message string, flags ...string) {
	dir, temp := t.TempDir(), t.TempDir()
	pipe := makePipe(t)
	writeModule(t, dir, map[string]string{
		// A name of its own for each signal: no results in the go command's cache.
		"a.go":      "package a // " + dir + "\n\nfunc Wait() {}\nfunc F() { Wait() }\n",
		"a_test.go": "package a\n", // hidden, so that there is an overlay
	})
	var stdout strings.Builder
	r := start(t, dir, &stdout, []string{"FAKE_PIPE=" + pipe, "TMPDIR=" + temp}, append(flags, "-tests=false")...)
	tool := r.reader(t, pipe)
	for _, s := range signals {
		r.cmd.Process.Signal(s) // lockleak may have ended after the first
	}
	r.wait(t)
	if got := r.cmd.ProcessState.ExitCode(); got != status {
		t.Errorf("exit status %d, want %d", got, status)
	}
	gone := make(chan struct{})
	go func() {
		io.Copy(io.Discard, tool)
		close(gone)
	}()
	select {
	case <-gone:
	case <-time.After(hang):
		t.Error("the vet tool still runs")
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("left behind in the temporary directory: %v, %v", left, err)
	}
	if stdout.Len() > 0 || r.stderr.String() != message {
		t.Errorf("printed %q and %q, want nothing and %q", stdout.String(), r.stderr.String(), message)
	}
}

// A running is lockleak that runs.
type running struct {
	cmd    *exec.Cmd
	stderr strings.Builder
	ended  chan struct{} // closed when it has
}

// start starts lockleak.
func start(t *testing.T, dir string, stdout io.Writer, env []string, args ...string) *running {
	t.Helper()
	r := &running{cmd: exec.Command("lockleak", args...), ended: make(chan struct{})}
	r.cmd.Dir, r.cmd.Env, r.cmd.Stdout, r.cmd.Stderr = dir, slices.Concat(os.Environ(), goEnv(t), env), stdout, &r.stderr
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		r.cmd.Wait() // the error is that of its exit status
		close(r.ended)
	}()
	t.Cleanup(func() {
		r.cmd.Process.Kill()
		<-r.ended
	})
	return r
}

// reader returns a pipe as soon as somebody has opened it to write.
func (r *running) reader(t *testing.T, pipe string) *os.File {
	t.Helper()
	opened := make(chan *os.File, 1)
	go func() {
		f, err := os.Open(pipe)
		if err != nil {
			t.Error(err)
		}
		opened <- f
	}()
	select {
	case f := <-opened:
		t.Cleanup(func() { f.Close() })
		return f
	case <-r.ended:
		t.Fatalf("lockleak ends too early: %v: %s", r.cmd.ProcessState, r.stderr.String())
	}
	return nil
}

// wait waits until lockleak has ended.
func (r *running) wait(t *testing.T) {
	t.Helper()
	select {
	case <-r.ended:
	case <-time.After(hang):
		t.Fatal("lockleak still runs")
	}
}

// makePipe returns the name of a new pipe.
func makePipe(t *testing.T) string {
	t.Helper()
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no named pipes: ", err)
	}
	return pipe
}

// manyFindings returns a file with more findings than a pipe holds.
func manyFindings() string {
	return "package a\n\nfunc Leak(string) {}\nfunc F() {\n" + strings.Repeat("\tLeak(\"a.mu\")\n", 3000) + "}\n"
}

// TestInterruptPrinting checks that a signal ends a run that waits for somebody
// to read what it prints.
func TestInterruptPrinting(t *testing.T) {
	dir := t.TempDir()
	writeModule(t, dir, map[string]string{"a.go": manyFindings()})
	out, stdout, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	r := start(t, dir, stdout, nil)
	stdout.Close()
	if _, err := out.Read(make([]byte, 1)); err != nil { // it has begun to print
		t.Fatal(err)
	}
	if err := r.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	r.wait(t)
}

// writeModule writes a module into dir.
func writeModule(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	files["go.mod"] = "module example.com/m\n\ngo 1.26\n"
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
