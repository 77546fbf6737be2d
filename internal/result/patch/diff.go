package patch

import (
	"bytes"
	"fmt"
	"slices"
)

// A unified diff shows the fewest lines that have to be taken out and put in. They
// are found by the greedy algorithm of Myers (An O(ND) difference algorithm and its
// variations, Algorithmica 1986): it is fast where little differs, as here.

// around is how many lines that stay are shown before and behind what changes.
const around = 3

// Diff returns what changes as a unified diff, with the names that name gives to
// files: what patch -p0 takes, run where these names lead to the files.
func (p *Plan) Diff(name func(string) string) []byte {
	var out bytes.Buffer
	for _, f := range p.Files {
		n := name(f.Name)
		fmt.Fprintf(&out, "--- %s\n+++ %s\n", n, n)
		writeHunks(&out, script(lines(f.Before), lines(f.After)))
	}
	return out.Bytes()
}

// A change is a line of a diff: one that stays (' '), goes ('-') or comes ('+').
type change struct {
	kind byte
	line string
}

// lines returns the lines of a text, with their line feeds.
func lines(text []byte) []string {
	var out []string
	for l := range bytes.Lines(text) {
		out = append(out, string(l))
	}
	return out
}

// script returns a shortest way from a to b.
func script(a, b []string) []change {
	// reach[k] is how far the paths with d changes come in a on the diagonal k,
	// where k is the difference of the places in a and b. The arrays before each
	// step are kept, to walk back.
	offset := len(a) + len(b) + 1
	reach := make([]int, 2*offset+1)
	var steps [][]int
	for d := 0; ; d++ {
		steps = append(steps, slices.Clone(reach[offset-d-1:offset+d+2]))
		for k := -d; k <= d; k += 2 {
			x := 0
			if k == -d || k != d && reach[offset+k-1] < reach[offset+k+1] {
				x = reach[offset+k+1]
			} else {
				x = reach[offset+k-1] + 1
			}
			for x < len(a) && x-k < len(b) && a[x] == b[x-k] {
				x++
			}
			reach[offset+k] = x
			if x >= len(a) && x-k >= len(b) {
				return walkBack(a, b, steps)
			}
		}
	}
}

// walkBack returns the changes on the path that ends at the ends of a and b.
// steps[d] is what was reached before the d-th change, from diagonal -d-1 on.
func walkBack(a, b []string, steps [][]int) []change {
	var out []change
	x, y := len(a), len(b)
	for d := len(steps) - 1; d >= 0; d-- {
		k := x - y
		reach := func(k int) int { return steps[d][k+d+1] }
		from := k - 1 // a line of a goes
		if k == -d || k != d && reach(k-1) < reach(k+1) {
			from = k + 1 // a line of b comes
		}
		px := 0
		if d > 0 {
			px = reach(from)
		}
		py := px - from
		if d == 0 {
			py = 0
		}
		for x > px && y > py {
			x, y = x-1, y-1
			out = append(out, change{' ', a[x]})
		}
		if d == 0 {
			break
		}
		if from == k+1 {
			y--
			out = append(out, change{'+', b[y]})
		} else {
			x--
			out = append(out, change{'-', a[x]})
		}
	}
	slices.Reverse(out)
	return out
}

// writeHunks writes the changes with some lines around them.
func writeHunks(out *bytes.Buffer, all []change) {
	var before, after int // lines of each text before all[i]
	for i := 0; i < len(all); {
		if all[i].kind == ' ' {
			i, before, after = i+1, before+1, after+1
			continue
		}
		start := max(i-around, 0)
		for j := start; j < i; j++ {
			before, after = before-1, after-1
		}
		end := hunkEnd(all, i)
		writeHunk(out, all[start:end], before, after)
		for _, c := range all[start:end] {
			if c.kind != '+' {
				before++
			}
			if c.kind != '-' {
				after++
			}
		}
		i = end
	}
}

// hunkEnd returns the end of the hunk with the change all[i]: changes with few
// lines between them are in one.
func hunkEnd(all []change, i int) int {
	last := i
	for j := i; j < len(all) && j <= last+2*around; j++ {
		if all[j].kind != ' ' {
			last = j
		}
	}
	return min(last+around+1, len(all))
}

func writeHunk(out *bytes.Buffer, part []change, before, after int) {
	gone, come := 0, 0
	for _, c := range part {
		if c.kind != '+' {
			gone++
		}
		if c.kind != '-' {
			come++
		}
	}
	fmt.Fprintf(out, "@@ -%s +%s @@\n", span(before, gone), span(after, come))
	for _, c := range part {
		out.WriteByte(c.kind)
		out.WriteString(c.line)
		if c.line[len(c.line)-1] != '\n' {
			out.WriteString("\n\\ No newline at end of file\n")
		}
	}
}

// span names n lines behind the first before ones.
func span(before, n int) string {
	switch n {
	case 0:
		return fmt.Sprintf("%d,0", before)
	case 1:
		return fmt.Sprint(before + 1)
	}
	return fmt.Sprintf("%d,%d", before+1, n)
}
