package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/internal/driver/goload"
	"github.com/lockleak/lockleak/internal/result/detail"
)

// A mode is what a run prints.
type mode int

const (
	modeText mode = iota
	modeJSON
	modeSARIF
	modeGitHub
	modeGitLab
	modeAudit
	modeDebug
	modeFlags
	modeHelp
	modeVersion
)

// A command is a parsed command line.
type command struct {
	mode  mode
	debug string // the function to dump, for modeDebug
	tests bool   // findings in _test.go files are wanted
	fix   bool   // the fixes are to be applied
	diff  bool   // with fix: shown, not applied

	output string // -o: the file to write, or "" for standard output
	page   string // -html: the file to write besides, or ""
	choice choice // which findings are reported
	text   textForm
	audit  auditForm

	dir      string // -C: where the go command runs, or ""
	config   string // -config, or ""
	build    goload.BuildFlags
	toolArgs []string // flags for the analyzers
	selects  bool     // analyzers are selected by name, the others are off

	patterns []string // packages, at least one
	hook     bool     // the patterns are those of changed files: some may have nothing to build
}

// formatModes are the values of -format.
var formatModes = map[string]mode{"text": modeText, "json": modeJSON, "sarif": modeSARIF, "github": modeGitHub, "gitlab": modeGitLab}

// parseCommand parses args, flags and packages. Its errors are one line each,
// for the user.
func parseCommand(suite []*analysis.Analyzer, args []string) (command, error) {
	audits := asksAudit(args)
	if audits {
		args = args[1:]
	}
	cmd, err := parseArguments(suite, args, audits)
	if err != nil {
		return command{}, err
	}
	for _, arg := range cmd.patterns {
		if strings.HasPrefix(arg, "-") {
			return command{}, fmt.Errorf("flag %s stands behind --; flags come first", arg)
		}
	}
	if len(cmd.patterns) == 0 {
		cmd.patterns = []string{"./..."}
	}
	return cmd, nil
}

// parseArguments parses flags, those of the command audit or those of a run for
// findings, and what stands behind them. Only behind -- may that begin with a dash.
func parseArguments(suite []*analysis.Analyzer, args []string, audits bool) (command, error) {
	cmd := command{tests: true}
	var json, sarif, flags, help, version bool
	var format string
	fs := flag.NewFlagSet("lockleak", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	filled(fs, &format, "format", "want text, json, sarif, github or gitlab")
	fs.BoolVar(&json, "json", false, "")
	fs.BoolVar(&sarif, "sarif", false, "")
	filled(fs, &cmd.output, "o", "want a file")
	filled(fs, &cmd.page, "html", "want a file")
	cmd.choice.addFlags(fs)
	cmd.text.addTo(fs)
	fs.StringVar(&cmd.debug, "debug", "", "")
	fs.BoolVar(&cmd.tests, "tests", true, "")
	fs.BoolVar(&cmd.fix, "fix", false, "")
	fs.BoolVar(&cmd.diff, "diff", false, "")
	fs.StringVar(&cmd.config, "config", "", "")
	fs.BoolVar(&flags, "print-flags", false, "")
	fs.BoolVar(&help, "h", false, "")
	fs.BoolVar(&help, "help", false, "")
	fs.BoolVar(&version, "version", false, "")
	fs.StringVar(&cmd.dir, "C", "", "")
	cmd.build.AddTo(fs)
	addToolFlags(fs, suite, &cmd)
	if audits {
		cmd.audit.addTo(fs)
	}

	if err := fs.Parse(args); err != nil {
		return command{}, flagError(err)
	}
	cmd.patterns = fs.Args()
	behind := len(args) - len(cmd.patterns)
	if behind == 0 || args[behind-1] != "--" {
		for _, arg := range cmd.patterns {
			if strings.HasPrefix(arg, "-") {
				return command{}, fmt.Errorf("flag %s stands behind a package; flags come first", arg)
			}
		}
	}

	formats := 0
	asked, ok := formatModes[format]
	if !ok && format != "" {
		return command{}, fmt.Errorf("invalid value %q for flag -format: want text, json, sarif, github or gitlab", format)
	}
	for _, f := range []struct {
		set  bool
		mode mode
	}{{format != "", asked}, {json, modeJSON}, {sarif, modeSARIF}, {cmd.debug != "", modeDebug}, {flags, modeFlags}} {
		if f.set {
			cmd.mode = f.mode
			formats++
		}
	}
	if formats > 1 {
		return command{}, errors.New("only one of -format, -json, -sarif, -debug and -print-flags can be given")
	}
	if audits {
		if err := cmd.takeAudit(); err != nil {
			return command{}, err
		}
	}
	if err := cmd.checkPage(); err != nil {
		return command{}, err
	}
	if err := cmd.choice.check(formats > 0 || cmd.output != ""); err != nil {
		return command{}, err
	}
	if err := cmd.text.check(cmd.mode == modeText); err != nil {
		return command{}, err
	}
	switch {
	case help:
		cmd.mode = modeHelp
	case version:
		cmd.mode = modeVersion
	default:
		return cmd, cmd.checkFix()
	}
	return cmd, nil
}

// flagError words an error of package flag for the user.
func flagError(err error) error {
	const undefined = "flag provided but not defined: "
	if name, ok := strings.CutPrefix(err.Error(), undefined); ok {
		return fmt.Errorf("unknown flag %s (lockleak -h lists the flags)", name)
	}
	return err
}

// setDetail adds the flags that make the suite tell what a diagnostic cannot
// hold. They are the same in every format, because each set of flags has
// results of its own in the go command's cache; only a dump is worth that.
func (cmd *command) setDetail() {
	if cmd.selects {
		cmd.toolArgs = append(cmd.toolArgs, "-"+detail.AnalyzerName+"=true")
	}
	if cmd.mode == modeDebug {
		cmd.toolArgs = append(cmd.toolArgs, "-"+detail.AnalyzerName+".dump="+cmd.debug)
	}
}

// addToolFlags declares the flags of the suite's checks by the names that package
// unitchecker gives them, so that a setting is spelled alike here and in go vet
// -vettool. The flags of lockdetail are set by setDetail.
func addToolFlags(fs *flag.FlagSet, suite []*analysis.Analyzer, cmd *command) {
	for a := range checksOf(suite) {
		cmd.addToolFlag(fs, a.Name, true, func(s string) error {
			on, err := strconv.ParseBool(s)
			if err != nil {
				return errors.New("want true or false")
			}
			cmd.selects = cmd.selects || on
			return nil
		})
		a.Flags.VisitAll(func(f *flag.Flag) {
			b, ok := f.Value.(interface{ IsBoolFlag() bool })
			cmd.addToolFlag(fs, a.Name+"."+f.Name, ok && b.IsBoolFlag(), f.Value.Set)
		})
	}
}

// addToolFlag declares a flag that is handed on to the analyzers as it was given,
// if check has no error for its value.
func (cmd *command) addToolFlag(fs *flag.FlagSet, name string, isBool bool, check func(value string) error) {
	set := func(value string) error {
		if err := check(value); err != nil {
			return err
		}
		cmd.toolArgs = append(cmd.toolArgs, "-"+name+"="+value)
		return nil
	}
	if isBool {
		fs.BoolFunc(name, "", set)
	} else {
		fs.Func(name, "", set)
	}
}
