//go:build unix

package outfile

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestPipe writes to a pipe, which stays one. One that nobody reads is given up
// with the context.
func TestPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no named pipes: ", err)
	}
	signal := errors.New("interrupted")
	ctx, cancel := context.WithCancelCause(t.Context())
	err := Write(ctx, pipe, func(w io.Writer) error {
		cancel(signal)
		_, err := io.WriteString(w, "unread")
		return err
	})
	if !errors.Is(err, signal) {
		t.Errorf("error %v, want %v", err, signal)
	}

	other := filepath.Join(filepath.Dir(pipe), "other")
	if err := syscall.Mkfifo(other, 0o600); err != nil {
		t.Fatal(err)
	}
	read := make(chan string)
	go func() {
		b, err := os.ReadFile(other)
		if err != nil {
			t.Error(err)
		}
		read <- string(b)
	}()
	if err := Write(t.Context(), other, text("new")); err != nil {
		t.Error(err)
	}
	if got := <-read; got != "new" {
		t.Errorf("read %q", got)
	}
	if st, err := os.Stat(other); err != nil || st.Mode().IsRegular() {
		t.Errorf("it is no pipe any more: %v, %v", st.Mode(), err)
	}
}
