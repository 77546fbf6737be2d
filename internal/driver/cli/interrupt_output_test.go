//go:build unix

package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
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
	writeModule(t, dir, map[string]string{"a.go": "package a\n\nfunc Leak(string) {}\nfunc F() { Leak(\"a.mu\") }\n"})
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no named pipes: ", err)
	}
	cmd := exec.Command("lockleak", "-o", pipe)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), goEnv(t)...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	ended := make(chan struct{})
	go func() {
		cmd.Wait()
		close(ended)
	}()
	// It is not seen from here when it begins to wait. The later a signal comes,
	// the more likely it does.
	time.Sleep(time.Second)
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Fatal("lockleak still waits for a reader")
	}
	if got := cmd.ProcessState.ExitCode(); got != 130 || stderr.String() != "lockleak: stopped by a signal (interrupt), without results\n" {
		t.Errorf("exit status %d, and told %q", got, stderr.String())
	}
}
