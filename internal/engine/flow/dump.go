package flow

import (
	"fmt"
	"strings"

	"github.com/lockleak/lockleak/internal/engine/domain"
)

func (u *Run) DumpBlocks(b *strings.Builder, in Solution) {
	fr := &Frame{Fn: u.Subject.Fn}
	for _, blk := range u.Subject.Fn.Blocks {
		fmt.Fprintf(b, "%d: %s", blk.Index, blk.Comment)
		for _, s := range blk.Succs {
			fmt.Fprintf(b, " -> %d", s.Index)
		}
		b.WriteByte('\n')
		var cur domain.States
		if in != nil {
			cur = in[blk.Index]
		}
		last := "\x00"
		for _, instr := range blk.Instrs {
			if in != nil {
				if text := cur.String(); text != last {
					b.WriteString(text)
					last = text
				}
			}
			fmt.Fprintf(b, "\t%s\n", domain.InstrString(instr))
			if in != nil && instr != blk.Instrs[len(blk.Instrs)-1] {
				var next domain.States
				for _, s := range cur {
					if !u.matters(instr) {
						next = next.Add(s)
						continue
					}
					for _, t := range u.instruction(fr, instr, s) {
						next = next.Add(t)
					}
				}
				cur = next
			}
		}
	}
}
