package outfile

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

// want checks what a file holds and that its directory holds nothing else but
// the names given.
func want(t *testing.T, file, content string, others ...string) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil || string(b) != content {
		t.Errorf("%s holds %q (%v), want %q", filepath.Base(file), b, err, content)
	}
	list, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(list) != 1+len(others) {
		t.Errorf("the directory holds %v (%v), want %s and %v", list, err, filepath.Base(file), others)
	}
}

func TestWrite(t *testing.T) {
	file := filepath.Join(t.TempDir(), "report")
	for _, content := range []string{"first", "a longer second one", "", strings.Repeat("x", 3*chunk+1)} {
		if err := Check(file); err != nil {
			t.Fatal(err)
		}
		if err := Write(t.Context(), file, text(content)); err != nil {
			t.Fatal(err)
		}
		want(t, file, content)
	}
}

// TestKept has each way to fail keep the old file, and leave no other.
func TestKept(t *testing.T) {
	signal, told := errors.New("interrupted"), errors.New("told to fail")
	ended, end := context.WithCancelCause(t.Context())
	end(signal)
	tests := []struct {
		name   string
		ctx    context.Context
		fill   func(io.Writer) error
		damage func(*failing)
		want   error
	}{
		{name: "the writer fails", fill: func(w io.Writer) error { io.WriteString(w, "half"); return told }, want: told},
		{name: "a signal", ctx: ended, want: signal},
		{name: "no permissions", damage: func(f *failing) { f.chmod = told }, want: told},
		{name: "full at once", damage: func(f *failing) { f.room = 0 }, want: syscall.ENOSPC},
		{name: "full in the middle", damage: func(f *failing) { f.room = 5 }, want: syscall.ENOSPC},
		{name: "full in the second part", damage: func(f *failing) { f.room = chunk + 5 }, want: syscall.ENOSPC},
		{name: "full when flushed", damage: func(f *failing) { f.sync = syscall.EDQUOT }, want: syscall.EDQUOT},
		{name: "full when closed", damage: func(f *failing) { f.close = syscall.EIO }, want: syscall.EIO},
		{name: "a signal while it is written", damage: func(f *failing) { f.during = func() { f.cancel(signal) } }, want: signal},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "report")
			if err := os.WriteFile(file, []byte("old"), 0o666); err != nil {
				t.Fatal(err)
			}
			ctx := tt.ctx
			if ctx == nil {
				ctx = t.Context()
			}
			var err error
			if tt.damage == nil {
				fill := tt.fill
				if fill == nil {
					fill = text("new")
				}
				err = Write(ctx, file, fill)
			} else {
				var to target
				if to, err = find(file); err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithCancelCause(ctx)
				err = to.replace(ctx, []byte(strings.Repeat("new", chunk)), func(name string) (newFile, error) {
					f, err := create(name)
					failing := &failing{newFile: f, room: 100 * chunk, cancel: cancel}
					tt.damage(failing)
					return failing, err
				})
			}
			if !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), ".tmp") {
				t.Errorf("the error names a file that the user does not know: %v", err)
			}
			want(t, file, "old")
		})
	}
}

// failing is a file on a disk that gets full.
type failing struct {
	newFile
	room               int
	chmod, sync, close error
	during             func()
	cancel             context.CancelCauseFunc
}

func (f *failing) err(err error) error {
	if err == nil {
		return nil
	}
	return &fs.PathError{Op: "write", Path: f.Name(), Err: err}
}

func (f *failing) Write(b []byte) (int, error) {
	if f.during != nil {
		f.during()
	}
	n, err := f.newFile.Write(b[:min(len(b), f.room)])
	f.room -= n
	if err == nil && n < len(b) {
		err = f.err(syscall.ENOSPC)
	}
	return n, err
}

func (f *failing) Chmod(m fs.FileMode) error {
	if f.chmod != nil {
		return f.err(f.chmod)
	}
	return f.newFile.Chmod(m)
}

func (f *failing) Sync() error  { return errors.Join(f.newFile.Sync(), f.err(f.sync)) }
func (f *failing) Close() error { return errors.Join(f.newFile.Close(), f.err(f.close)) }

func TestPermissions(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files have no such permissions")
	}
	dir := t.TempDir()
	file, plain := filepath.Join(dir, "report"), filepath.Join(dir, "plain")
	for _, perm := range []fs.FileMode{0o600, 0o640, 0o755} {
		if err := os.WriteFile(file, []byte("old"), perm); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(file, perm); err != nil {
			t.Fatal(err)
		}
		if err := Write(t.Context(), file, text("new")); err != nil {
			t.Fatal(err)
		}
		wantPerm(t, file, perm)
		os.Remove(file)
	}
	// A new file has those of any other new file.
	if err := os.WriteFile(plain, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	st, err := os.Stat(plain)
	if err != nil {
		t.Fatal(err)
	}
	if err := Write(t.Context(), file, text("new")); err != nil {
		t.Fatal(err)
	}
	wantPerm(t, file, st.Mode().Perm())
}

func wantPerm(t *testing.T, file string, perm fs.FileMode) {
	t.Helper()
	st, err := os.Stat(file)
	if err != nil || st.Mode().Perm() != perm {
		t.Errorf("permissions %v (%v), want %v", st.Mode().Perm(), err, perm)
	}
}

func TestLinks(t *testing.T) {
	for _, exists := range []bool{true, false} {
		far, near := t.TempDir(), t.TempDir()
		file, first, second := filepath.Join(far, "report"), filepath.Join(near, "first"), filepath.Join(near, "second")
		if err := os.Symlink("second", first); err != nil {
			t.Skip("no symbolic links: ", err)
		}
		if err := os.Symlink(file, second); err != nil {
			t.Fatal(err)
		}
		if exists {
			if err := os.WriteFile(file, []byte("old"), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if err := Write(t.Context(), first, text("new")); err != nil {
			t.Fatal(err)
		}
		want(t, file, "new")
		want(t, first, "new", "second")
		for _, link := range []string{first, second} {
			if st, err := os.Lstat(link); err != nil || st.Mode()&fs.ModeSymlink == 0 {
				t.Errorf("%s is no link any more (%v)", filepath.Base(link), err)
			}
		}
	}
}

// TestRefused has names that cannot be written. Check says the same as Write.
func TestRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	names := map[string]string{
		"":                                 "the file to write has no name",
		dir:                                "is a directory",
		filepath.Join(dir, "no", "report"): "no such file",
		filepath.Join(dir, "file", "x"):    "not a directory",
	}
	if err := os.Symlink("loop", filepath.Join(dir, "loop")); err == nil {
		names[filepath.Join(dir, "loop")] = "too many"
	}
	if runtime.GOOS != "windows" && os.Geteuid() != 0 { // who may write everywhere
		locked, readOnly := filepath.Join(dir, "locked"), filepath.Join(dir, "readonly")
		if err := os.Mkdir(locked, 0o555); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(readOnly, nil, 0o444); err != nil {
			t.Fatal(err)
		}
		names[filepath.Join(locked, "report")] = "permission denied"
		names[readOnly] = "permission denied"
	}
	for name, problem := range names {
		for what, err := range map[string]error{"Write": Write(t.Context(), name, text("new")), "Check": Check(name)} {
			switch {
			case err == nil:
				t.Errorf("%s(%q) returns no error", what, name)
			case runtime.GOOS == "windows": // words them otherwise
			case !strings.Contains(err.Error(), problem) || strings.Contains(err.Error(), ".tmp"):
				t.Errorf("%s(%q) returns %q, want %q", what, name, err, problem)
			}
		}
	}
}

// TestDevice writes to what is no regular file, and stays what it is.
func TestDevice(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err == nil {
		if err := Write(t.Context(), "/dev/full", text("new")); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("a full device: error %v", err)
		}
	}
	if err := Write(t.Context(), os.DevNull, text("new")); err != nil {
		t.Error(err)
	}
}
