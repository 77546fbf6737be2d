package changed

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// newPrefix stands in the diff before the names of new files.
const newPrefix = "b/"

// Since asks git what has changed in the repository that dir is in, from the
// revision to the files as they are now. Files that git does not know are new,
// but for those that it is told to ignore, which count as unchanged.
//
// An error is one line for the user: there is no git, no repository, no such
// revision.
func Since(ctx context.Context, dir, rev string) (*Lines, error) {
	if strings.HasPrefix(rev, "-") {
		return nil, fmt.Errorf("%s is no revision", rev)
	}
	path, err := exec.LookPath("git")
	if err != nil {
		return nil, errors.New("there is no git command in PATH")
	}
	g := git{path, dir}
	top, err := g.output(ctx, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, err
	}
	commit, err := g.output(ctx, "rev-parse", "--verify", "--quiet", rev+"^{commit}")
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil || strings.Trim(commit, "0123456789abcdef") != "" {
		return nil, fmt.Errorf("there is no revision %s in the repository", rev)
	}
	g.dir = top // of which ls-files lists all only there

	l := &Lines{top: top, names: make(map[string]string)}
	if real, err := filepath.EvalSymlinks(filepath.FromSlash(top)); err == nil {
		l.top = real
	}
	err = g.run(ctx, func(r io.Reader) error {
		l.files, err = parse(r)
		return err
	}, "diff", "--unified=0", "--inter-hunk-context=0", "--no-color", "--no-ext-diff", "--no-textconv", "--text",
		"--no-relative", "--find-renames", "--ita-visible-in-index", "--ignore-submodules",
		"--src-prefix=a/", "--dst-prefix="+newPrefix, commit, "--")
	if err != nil {
		return nil, err
	}
	untracked, err := g.output(ctx, "ls-files", "--others", "--exclude-standard", "-z")
	if err != nil {
		return nil, err
	}
	for name := range strings.SplitSeq(untracked, "\x00") {
		if name != "" {
			l.files[name] = &lines{whole: true}
		}
	}
	return l, nil
}

// git runs the git command in one directory.
type git struct{ path, dir string }

// output returns what git prints, without the end of the line.
func (g git) output(ctx context.Context, args ...string) (string, error) {
	var out bytes.Buffer
	err := g.run(ctx, func(r io.Reader) error {
		_, err := out.ReadFrom(r)
		return err
	}, args...)
	return strings.TrimSuffix(out.String(), "\n"), err
}

// run gives what git prints to read. The settings of the user that change what
// a diff looks like have no effect.
func (g git) run(ctx context.Context, read func(io.Reader) error, args ...string) error {
	cmd := exec.CommandContext(ctx, g.path, append([]string{"--no-pager", "-c", "core.quotePath=true"}, args...)...)
	cmd.Dir = g.dir
	// GIT_DIFF_OPTS wins over --unified.
	cmd.Env = append(os.Environ(), "LC_ALL=C", "GIT_OPTIONAL_LOCKS=0", "GIT_DIFF_OPTS=--unified=0")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return cmp.Or(context.Cause(ctx), err)
	}
	readErr := read(out)
	if readErr != nil {
		io.Copy(io.Discard, out) // let it end; the read error is what counts
	}
	if err := cmd.Wait(); err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return failure(args[0], stderr.String(), err)
	}
	return readErr
}

// failure is the error for a git command that failed.
func failure(command, stderr string, err error) error {
	for line := range strings.Lines(stderr) {
		if text, ok := strings.CutPrefix(strings.TrimSpace(line), "fatal: "); ok {
			return fmt.Errorf("git %s: %s", command, text)
		}
	}
	return fmt.Errorf("git %s: %w", command, err)
}
