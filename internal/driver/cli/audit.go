package cli

import (
	"errors"
	"flag"
	"io"

	"github.com/lockleak/lockleak/internal/format/audit"
	"github.com/lockleak/lockleak/internal/format/terminal"
	"github.com/lockleak/lockleak/internal/result/view"
)

// auditWord is the first argument of the command that tells what became of each
// acquire. A package in the folder of that name is ./audit.
const auditWord = "audit"

// asksAudit reports whether args are those of the command audit.
func asksAudit(args []string) bool { return len(args) > 0 && args[0] == auditWord }

// An auditForm says how the audit is written.
type auditForm struct {
	json bool
	only audit.Only
}

// addTo declares the flags of the command audit alone.
func (a *auditForm) addTo(fs *flag.FlagSet) { fs.Var(&a.only, "only", "") }

// takeAudit makes the mode of a run that of an audit.
func (cmd *command) takeAudit() error {
	switch {
	case cmd.mode != modeText && cmd.mode != modeJSON:
		return errors.New("audit is written as a table or with -json only")
	case cmd.fix || cmd.choice != choice{}:
		return errors.New("audit shows all acquires: no -fix, -baseline, -write-baseline and -new-from-rev")
	}
	cmd.audit.json = cmd.mode == modeJSON
	cmd.mode = modeAudit
	return nil
}

// writeAudit writes an audit. Only on a terminal, rows are as short as that.
func (cmd command) writeAudit(w io.Writer, v *view.View, r *audit.Report) error {
	if cmd.audit.json {
		return r.WriteJSON(w, v, cmd.audit.only)
	}
	o := audit.Options{Only: cmd.audit.only, Color: cmd.text.color.On(w)}
	if terminal.Is(w) {
		o.Width = terminal.Width(w)
	}
	return r.WriteTable(w, v, o)
}
