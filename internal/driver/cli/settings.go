package cli

import (
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/result/view"
	"github.com/lockleak/lockleak/internal/settings/config"
)

// noConfig is the value of -config for no file.
const noConfig = "off"

// configure adds the settings of a configuration file, "" for none, to cmd as
// flags, but for those that the command line has, too. Its errors name files as
// v does.
func (cmd *command) configure(suite []*analysis.Analyzer, v *view.View, file string) error {
	if file == "" {
		return nil
	}
	c, err := config.Load(file)
	if f := toolFlag(suite, config.DeclareFlag); err == nil && f != nil {
		err = c.CheckDeclarations(f.Value.Set)
	}
	if wrong, ok := errors.AsType[config.Errors](err); ok {
		return renameErrors(v, wrong)
	}
	if err != nil {
		return fmt.Errorf("-config: %w", err)
	}
	set := make(map[string]bool)
	for _, arg := range cmd.toolArgs {
		set[flagName(arg)] = true
	}
	flags := slices.DeleteFunc(c.Flags(), func(arg string) bool { return set[flagName(arg)] })
	cmd.toolArgs = slices.Concat(flags, cmd.toolArgs)
	return nil
}

// configFile returns the file that -config=value means, "" for none.
func configFile(v *view.View, value string) string {
	switch {
	case value == noConfig:
		return ""
	case value == "":
		return config.Find(v.GoDir)
	case filepath.IsAbs(value):
		return value
	}
	return filepath.Join(v.GoDir, value)
}

// renameErrors returns errors with the name of the file that the user knows.
func renameErrors(v *view.View, wrong config.Errors) config.Errors {
	wrong = slices.Clone(wrong)
	for i := range wrong {
		wrong[i].At.File = v.Name(wrong[i].At.File)
	}
	return wrong
}

// toolFlag returns a flag of an analyzer, named analyzer.flag, or nil.
func toolFlag(suite []*analysis.Analyzer, name string) *flag.Flag {
	analyzer, name, _ := strings.Cut(name, ".")
	for _, a := range suite {
		if a.Name == analyzer {
			return a.Flags.Lookup(name)
		}
	}
	return nil
}

// flagName returns the name in -name=value.
func flagName(arg string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(arg, "-"), "=")
	return name
}

// shellLine returns the flags of the analyzers as one line that a shell splits
// again, and so does xargs; "" if there are none.
func shellLine(args []string) string {
	if len(args) == 0 {
		return ""
	}
	quoted := make([]string, len(args))
	for i, arg := range args {
		quoted[i] = shellQuote(arg)
	}
	return strings.Join(quoted, " ") + "\n"
}

// shellQuote returns text as one word for a POSIX shell.
func shellQuote(text string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=.,:/+@%"
	if text != "" && strings.Trim(text, plain) == "" {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
