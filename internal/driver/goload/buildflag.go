package goload

import (
	"flag"
	"iter"
	"slices"
)

// BuildFlags are flags that say how packages are built. The zero value is none.
type BuildFlags struct {
	overlay string   // a file, or ""
	list    []string // for go list
	vet     []string // for go vet
	echo    bool     // go vet is asked to print what it runs
}

// A buildFlag is a flag of the go command that is passed on.
type buildFlag struct {
	name   string
	isBool bool
	vet    bool   // for go vet only: it says how to build, not what
	drop   bool   // accepted without an effect
	usage  string // for users who want to know the usual ones
}

// buildFlags are the build flags of go vet, but for -C and -overlay, which have
// to be understood here, and -n, which would run nothing.
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

// AddTo declares the build flags of go vet, but for -C and -n. Parsing them sets b.
func (b *BuildFlags) AddTo(fs *flag.FlagSet) {
	fs.StringVar(&b.overlay, "overlay", "", "")
	for _, f := range buildFlags {
		set := func(value string) error {
			b.add(f, value)
			return nil
		}
		if f.isBool {
			fs.BoolFunc(f.name, "", set)
		} else {
			fs.Func(f.name, "", set)
		}
	}
}

func (b *BuildFlags) add(f buildFlag, value string) {
	arg := "-" + f.name + "=" + value
	if !f.drop {
		b.vet = append(b.vet, arg)
	}
	if !f.drop && !f.vet {
		b.list = append(b.list, arg)
	}
	if f.name == "x" || f.name == "v" || f.name == "work" {
		b.echo = value != "false"
	}
}

// Args returns the flags as go vet gets them, without -overlay.
func (b *BuildFlags) Args() []string { return slices.Clone(b.vet) }

// BuildFlagUsage yields those build flags that are of use to most users, each as
// it is spelled, without the dash, and what it does.
func BuildFlagUsage() iter.Seq2[string, string] {
	return func(yield func(flag, usage string) bool) {
		for _, f := range buildFlags {
			if f.usage == "" {
				continue
			}
			spelled := f.name
			if !f.isBool {
				spelled += " value"
			}
			if !yield(spelled, f.usage) {
				return
			}
		}
	}
}
