//go:build unix

package cli

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestInterruptOutput checks that a signal keeps the files that a run was to
// write, and leaves no other file beside them: while it analyses.
func TestInterruptOutput(t *testing.T) {
	for _, flag := range []string{"-o", "-write-baseline"} {
		t.Run(flag, func(t *testing.T) {
			const old = "{\"lockleak-baseline\": 1, \"findings\": []}"
			out := t.TempDir()
			file := filepath.Join(out, "report")
			if err := os.WriteFile(file, []byte(old), 0o666); err != nil {
				t.Fatal(err)
			}
			interrupt(t, []syscall.Signal{syscall.SIGTERM}, 143, "lockleak: stopped by a signal (terminated), without results\n", flag, file)
			if b, err := os.ReadFile(file); err != nil || string(b) != old {
				t.Errorf("the file holds %q (%v)", b, err)
			}
			if list, err := os.ReadDir(out); err != nil || len(list) != 1 {
				t.Errorf("its directory holds %v (%v)", list, err)
			}
		})
	}
}

// TestInterruptWriting checks that a signal ends a run that waits for somebody
// to read the file that it writes, which is a pipe.
func TestInterruptWriting(t *testing.T) {
	dir := t.TempDir()
	writeModule(t, dir, map[string]string{"a.go": manyFindings()})
	pipe := makePipe(t)
	r := start(t, dir, nil, nil, "-o", pipe)
	if _, err := r.reader(t, pipe).Read(make([]byte, 1)); err != nil { // it has begun to write
		t.Fatal(err)
	}
	if err := r.cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	r.wait(t)
	if got := r.cmd.ProcessState.ExitCode(); got != 130 || r.stderr.String() != "lockleak: stopped by a signal (interrupt), without results\n" {
		t.Errorf("exit status %d, and told %q", got, r.stderr.String())
	}
}
