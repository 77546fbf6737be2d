// Command golangci-lint is golangci-lint with the linter lockleak. It is built
// from the sources of modules, and all of its linters are those of the release
// that go.mod names. "golangci-lint custom" makes the same out of .custom-gcl.yml,
// but clones a repository for it.
package main

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/golangci/golangci-lint/v2/pkg/commands"
	"github.com/golangci/golangci-lint/v2/pkg/exitcodes"

	_ "github.com/lockleak/lockleak/plugin/gclplugin" // registers the linter
)

// golangciLint is the module of golangci-lint.
const golangciLint = "github.com/golangci/golangci-lint/v2"

func main() {
	if err := commands.Execute(buildInfo()); err != nil {
		os.Exit(exitcodes.Failure) // golangci-lint has printed err
	}
}

// buildInfo returns what golangci-lint prints as its version. It also keeps
// results under the version, so this one tells builds apart by their contents:
// 2.15.0+lockleak.0123456789ab.
func buildInfo() commands.BuildInfo {
	info := commands.BuildInfo{Version: "(devel)", Commit: "(unknown)", Date: "(unknown)"}
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return info
	}
	info.GoVersion = build.GoVersion
	i := slices.IndexFunc(build.Deps, func(m *debug.Module) bool { return m.Path == golangciLint })
	if sum, err := ownSum(); i >= 0 && err == nil {
		info.Version = strings.TrimPrefix(build.Deps[i].Version, "v") + "+lockleak." + sum
	}
	for _, s := range build.Settings {
		switch s.Key {
		case "vcs.revision":
			info.Commit = cmp.Or(s.Value, info.Commit)
		case "vcs.time":
			info.Date = cmp.Or(s.Value, info.Date)
		}
	}
	return info
}

// ownSum returns the beginning of the SHA-256 of this executable.
func ownSum() (string, error) {
	name, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:6]), nil
}
