package cli

import "flag"

// A buildFlag is a flag of the go command that lockleak passes on.
type buildFlag struct {
	name   string
	isBool bool
	vet    bool   // for go vet only: it says how to build, not what
	drop   bool   // accepted without an effect
	usage  string // shown by -h where it is not empty
}

// buildFlags are the build flags of go vet, but for -C and -overlay, which
// lockleak has to understand itself, and -n, which would run nothing.
var buildFlags = [...]buildFlag{
	{name: "tags", usage: "build tags, as in go build -tags"},
	{name: "mod", usage: "readonly, vendor or mod"},
	{name: "modfile", usage: "another file instead of go.mod"},
	{name: "race", isBool: true, usage: "analyse as built with the race detector (sets the race tag)"},
	{name: "x", isBool: true, vet: true, usage: "print the commands that go vet runs"},
	{name: "a", isBool: true, vet: true},
	{name: "asan", isBool: true},
	{name: "asmflags"},
	{name: "buildmode"},
	{name: "buildvcs", isBool: true},
	{name: "compiler"},
	{name: "debug-actiongraph", vet: true},
	{name: "debug-runtime-trace", vet: true},
	{name: "debug-trace", vet: true},
	{name: "gccgoflags"},
	{name: "gcflags"},
	{name: "installsuffix"},
	{name: "ldflags"},
	{name: "linkshared", isBool: true},
	{name: "modcacherw", isBool: true},
	{name: "msan", isBool: true},
	{name: "p", vet: true},
	{name: "pgo"},
	{name: "pkgdir"},
	{name: "toolexec"},
	{name: "trimpath", isBool: true, drop: true},
	{name: "v", isBool: true, vet: true},
	{name: "work", isBool: true, vet: true},
}

// noTrimpath overrides -trimpath in GOFLAGS. With -trimpath, a module's results
// are in the go command's cache for all its copies alike, so that the positions
// may be in a copy elsewhere; and there is nothing built to trim.
const noTrimpath = "-trimpath=false"

// noVCS says that nothing is to be known of version control, which the go command
// refuses to ask where the checkout is somebody else's. It stands before what the
// user says of that.
const noVCS = "-buildvcs=false"

// noDryRun overrides -n in GOFLAGS, with which the go command prints what it
// would run, and finds nothing.
const noDryRun = "-n=false"

// addBuildFlags declares the build flags, which go to cmd's argument lists.
func addBuildFlags(fs *flag.FlagSet, cmd *command) {
	for _, b := range buildFlags {
		f := &passedFlag{name: b.name, isBool: b.isBool}
		if !b.drop {
			f.to = append(f.to, &cmd.vetArgs)
		}
		if !b.drop && !b.vet {
			f.to = append(f.to, &cmd.listArgs)
		}
		if b.name == "x" || b.name == "v" || b.name == "work" {
			f.check = func(value string) error {
				cmd.echo = value != "false"
				return nil
			}
		}
		fs.Var(f, b.name, "")
	}
}
