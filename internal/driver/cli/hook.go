package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/lockleak/lockleak/internal/driver/hook"
	"github.com/lockleak/lockleak/internal/format/terminal"
	"github.com/lockleak/lockleak/internal/result/view"
	"github.com/lockleak/lockleak/internal/settings/config"
)

// hookWord is the first argument of the command for hooks of version control,
// which is given files. A package in the folder of that name is ./hook.
const hookWord = "hook"

// asksHook reports whether args are those of the command hook.
func asksHook(args []string) bool { return len(args) > 0 && args[0] == hookWord }

// hook analyses the packages of files, module by module, prints what is found in
// them and returns the exit status. The arguments are flags and files; without
// a file, nothing is done.
func (p program) hook(args []string) int {
	cmd, err := parseArguments(p.suite, args, false)
	if err != nil {
		return p.fail(err)
	}
	if done, status := p.inform(cmd); done {
		return status
	}
	if cmd.mode == modeFlags {
		return p.fail(errors.New("hook has no -print-flags: each module has its own"))
	}
	where, err := view.New(cmd.dir)
	if err != nil {
		return p.fail(err)
	}
	plan, err := hook.Packages(where.GoDir, cmd.patterns)
	if err != nil {
		return p.fail(err)
	}
	ctx, stop := withSignals(context.Background())
	p = p.withMeter()
	return p.run(ctx, stop, cmd, where, func() (*outcome, error) {
		o := new(outcome)
		for _, file := range plan.Outside {
			o.missing = append(o.missing, terminal.Printable(file+": left out: in no module: there is no go.mod above it"))
		}
		for _, m := range plan.Modules {
			part, err := p.analyseModule(ctx, cmd, where, m)
			switch {
			case ctx.Err() != nil:
				return nil, ctx.Err()
			case err != nil:
				o.missing = append(o.missing, errorLines(err)...)
			default:
				o.parts = append(o.parts, part)
			}
		}
		return o, nil
	})
}

// analyseModule analyses the packages of m.
func (p program) analyseModule(ctx context.Context, cmd command, where *view.View, m hook.Module) (part, error) {
	dir := filepath.Clean(filepath.FromSlash(m.Dir + "/")) // C: is no folder, C:/ is
	inside := &view.View{UserDir: where.UserDir, GoDir: dir}
	cmd.patterns, cmd.hook = m.Packages, true
	cmd.toolArgs = slices.Clone(cmd.toolArgs)
	file := config.Find(dir)
	if cmd.config != "" {
		file = configFile(where, cmd.config)
	}
	if err := cmd.configure(p.suite, inside, file); err != nil {
		return part{}, err
	}
	cmd.setDetail()
	res, err := p.analyse(ctx, cmd, dir)
	if err != nil {
		if dir != where.GoDir {
			err = fmt.Errorf("%s: %w", where.Name(dir), err)
		}
		return part{}, err
	}
	return part{cmd, inside, res}, nil
}
