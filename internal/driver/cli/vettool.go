package cli

import "github.com/lockleak/lockleak/internal/driver/goload"

// VetToolArgs is [goload.VetToolArgs] for a program with this command line: what
// the commands help and hook are given may look like the arguments of a vet tool.
func VetToolArgs(args []string) (_ []string, ok bool) {
	if asksHelp(args) || asksHook(args) {
		return args, false
	}
	return goload.VetToolArgs(args)
}
