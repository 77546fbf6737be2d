package main

import (
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// parse reads lines as [measureAll] prints them.
func parse(text string) ([]packageCost, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = 4
	records, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	var costs []packageCost
	for i, rec := range records {
		var n [3]int
		for k, field := range rec[1:] {
			if n[k], err = strconv.Atoi(field); err != nil || n[k] < 0 {
				return nil, fmt.Errorf("line %d: %q is no number of instructions or milliseconds", i+1, field)
			}
		}
		costs = append(costs, packageCost{Path: rec[0], Instructions: n[0], Before: n[1], Engine: n[2]})
	}
	return costs, nil
}

// The picture, in pixels: both axes are logarithmic.
const (
	width, height       = 720, 480
	left, right         = 70, 20
	top, bottom         = 20, 60
	minSize, maxSize    = 1e3, 1e6 // instructions
	minTime, maxTime    = 1.0, 1e5 // milliseconds
	radius, legendSpace = 3, 22
)

const pictureHead = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]d %[2]d" width="%[1]d" height="%[2]d" role="img" aria-label="Milliseconds over SSA instructions, a point for each package">
<style>
svg { color-scheme: light dark; background: #fff }
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
line { stroke: #d5d9de } .axis { stroke: #656d76 } .slope { stroke: #656d76; stroke-dasharray: 5 4 }
.before { fill: none; stroke: #0a4fa8 } .engine { fill: #b3261e }
@media (prefers-color-scheme: dark) {
svg { background: #16191d } text { fill: #e2e6ea } line { stroke: #343a41 } .axis, .slope { stroke: #9aa4ae }
.before { stroke: #82b4ff } .engine { fill: #ff8f86 }
}
</style>
`

// plot draws the costs of packages as SVG. Packages that are too small for the
// axes are left out.
func plot(costs []packageCost) string {
	var b strings.Builder
	fmt.Fprintf(&b, pictureHead, width, height)
	for size := minSize; size <= maxSize; size *= 10 {
		fmt.Fprintf(&b, "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>\n", x(size), x(size), top, height-bottom)
		fmt.Fprintf(&b, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", x(size), height-bottom+18, thousands(size))
	}
	for ms := minTime; ms <= maxTime; ms *= 10 {
		fmt.Fprintf(&b, "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>\n", left, width-right, y(ms), y(ms))
		fmt.Fprintf(&b, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n", left-8, y(ms)+4, seconds(ms))
	}
	fmt.Fprintf(&b, "<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>\n", left, width-right, height-bottom, height-bottom)
	fmt.Fprintf(&b, "<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>\n", left, left, top, height-bottom)
	fmt.Fprintf(&b, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">SSA instructions of a package</text>\n", (left+width-right)/2, height-bottom+42)
	// In step with the size, at a millisecond for a hundred instructions.
	fmt.Fprintf(&b, "<line class=\"slope\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", x(minSize), y(minSize/100), x(maxSize), y(maxSize/100))
	for _, c := range costs {
		point(&b, "before", c.Instructions, c.Before)
	}
	for _, c := range costs {
		point(&b, "engine", c.Instructions, c.Engine)
	}
	for i, l := range []struct{ class, text string }{{"before", "until SSA is built"}, {"engine", "lockleak's engine"}} {
		fmt.Fprintf(&b, "<circle class=%q cx=\"%d\" cy=\"%d\" r=\"%d\"/>", l.class, left+20, top+20+i*legendSpace, radius)
		fmt.Fprintf(&b, "<text x=\"%d\" y=\"%d\">%s</text>\n", left+32, top+24+i*legendSpace, l.text)
	}
	fmt.Fprintf(&b, "<line class=\"slope\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>", left+8, left+28, top+20+2*legendSpace, top+20+2*legendSpace)
	fmt.Fprintf(&b, "<text x=\"%d\" y=\"%d\">in step with the size</text>\n", left+32, top+24+2*legendSpace)
	b.WriteString("</svg>\n")
	return b.String()
}

func point(b *strings.Builder, class string, size, ms int) {
	if size < minSize || size > maxSize || ms < minTime || ms > maxTime {
		return
	}
	fmt.Fprintf(b, "<circle class=%q cx=\"%.1f\" cy=\"%.1f\" r=\"%d\"/>\n", class, x(float64(size)), y(float64(ms)), radius)
}

func x(size float64) float64 {
	return left + (width-left-right)*math.Log(size/minSize)/math.Log(maxSize/minSize)
}

func y(ms float64) float64 {
	return height - bottom - (height-top-bottom)*math.Log(ms/minTime)/math.Log(maxTime/minTime)
}

func thousands(n float64) string {
	if n >= 1e6 {
		return fmt.Sprintf("%g M", n/1e6)
	}
	return fmt.Sprintf("%g k", n/1e3)
}

func seconds(ms float64) string {
	if ms < 1000 {
		return fmt.Sprintf("%g ms", ms)
	}
	return fmt.Sprintf("%g s", ms/1000)
}
