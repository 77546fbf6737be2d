package config

import (
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/settings/checks"
)

// The flags that hold the settings, as a command line of several analyzers
// spells them. A check is switched by a flag of its own name.
const (
	PanicFlag     = string(checks.LockLeak) + ".panic"
	DeclareFlag   = string(checks.LockLeak) + ".declare"
	SkipFlag      = string(checks.LockLeak) + ".skip"
	GeneratedFlag = string(checks.LockLeak) + ".generated"
	SharedFlag    = string(checks.Relock) + ".shared"
)

// Flags returns the settings as flags, sorted, without those that are not set.
// They are the same for all files that say the same.
func (c *Config) Flags() []string {
	var flags []string
	set := func(name, value string) {
		if value != "" {
			flags = append(flags, "-"+name+"="+value)
		}
	}
	for check, on := range c.Checks {
		if !on { // -check=true would switch off all the others
			set(string(check), "false")
		}
	}
	set(PanicFlag, string(c.Panic))
	set(DeclareFlag, c.declare())
	set(SkipFlag, c.skip())
	set(GeneratedFlag, is(c.Generated, "true", ""))
	set(SharedFlag, is(c.Relock.Shared, "true", ""))
	slices.Sort(flags)
	return flags
}

// declare returns the value of the flag for declarations.
func (c *Config) declare() string {
	var lines []string
	for _, l := range c.Declarations() {
		lines = append(lines, l.Text)
	}
	return strings.Join(slices.Compact(lines), ";")
}

// skip returns the value of the flag for what is skipped.
func (c *Config) skip() string {
	var s Skip
	for _, p := range c.Skip.Packages {
		s.packages = append(s.packages, string(p))
	}
	for _, g := range c.Skip.Files {
		s.files = append(s.files, string(g))
	}
	s.normalize()
	return s.String()
}
