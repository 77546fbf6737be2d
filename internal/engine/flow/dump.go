package flow

import (
	"fmt"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/lockleak/lockleak/internal/engine/domain"
)

// DumpBlocks writes the blocks of the function of the run to b. If in is not nil, the
// states before each instruction are written as well, where they change.
func (u *Run) DumpBlocks(b *strings.Builder, in Solution) {
	for _, blk := range u.Subject.Fn.Blocks {
		fmt.Fprintf(b, "%d: %s", blk.Index, blk.Comment)
		for _, s := range blk.Succs {
			fmt.Fprintf(b, " -> %d", s.Index)
		}
		b.WriteByte('\n')
		if in != nil {
			u.dumpStates(b, blk, in[blk.Index])
			continue
		}
		for _, instr := range blk.Instrs {
			fmt.Fprintf(b, "\t%s\n", domain.InstrString(instr))
		}
	}
}

// dumpStates writes the instructions of blk, which is entered in the states cur, to b,
// with the states before each where they change.
func (u *Run) dumpStates(b *strings.Builder, blk *ssa.BasicBlock, cur domain.States) {
	fr := &Frame{Fn: u.Subject.Fn}
	last := ""
	for i, instr := range blk.Instrs {
		if text := cur.String(); i == 0 || text != last {
			b.WriteString(text)
			last = text
		}
		fmt.Fprintf(b, "\t%s\n", domain.InstrString(instr))
		if i < len(blk.Instrs)-1 && u.matters(instr) {
			cur = u.after(fr, instr, cur)
		}
	}
}

// after returns the states after instr of the states before it.
func (u *Run) after(fr *Frame, instr ssa.Instruction, before domain.States) domain.States {
	var out domain.States
	for _, s := range before {
		for _, t := range u.instruction(fr, instr, s) {
			out = out.Add(t)
		}
	}
	return out
}
