package cli

import (
	"cmp"
	"fmt"
	"runtime/debug"
)

// stamped is the version of a release, which is set at link time (.ci/release):
// what a release is built from is no module that was downloaded, so that the go
// command does not know its version. It is "" in every other build.
var stamped string

// versionLine returns the text of -version.
func versionLine(builtWith string) string {
	return fmt.Sprintf("lockleak %s built with %s", ownVersion(), builtWith)
}

// ownVersion returns the version of lockleak: that of the release, or else that
// of the module as the go command has it, or else "(devel)".
func ownVersion() string {
	built := ""
	if build, ok := debug.ReadBuildInfo(); ok {
		built = build.Main.Version
	}
	return cmp.Or(stamped, built, "(devel)")
}
