package main

import (
	"fmt"
	"math"
	"strings"
)

// The picture, in pixels: both axes are logarithmic.
const (
	width, height = 720, 480
	left, right   = 84, 20
	top, bottom   = 20, 60
	legendSpace   = 22
)

const pictureHead = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]d %[2]d" width="%[1]d" height="%[2]d" role="img" aria-label="%[3]s">
<style>
svg { color-scheme: light dark; background: #fff }
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
path { fill: none; stroke-linecap: round; stroke-linejoin: round; stroke-width: 1.5 }
.points { stroke-width: 5.5 }
.grid { stroke: #d5d9de } .axis { stroke: #656d76 } .slope { stroke: #656d76; stroke-dasharray: 5 4 }
.before, .square { stroke: #4f86c6 } .engine, .line { stroke: #b3261e }
@media (prefers-color-scheme: dark) {
svg { background: #16191d } text { fill: #e2e6ea } .grid { stroke: #343a41 } .axis, .slope { stroke: #9aa4ae }
.before, .square { stroke: #6d9be0 } .engine, .line { stroke: #ff8f86 }
}
</style>
`

// legend says what the classes of series mean.
var legend = []struct{ class, text string }{
	{"before", "a package, until SSA is built"},
	{"engine", "a package, the engine"},
	{"line", "a program that grows"},
	{"square", "a program in which the number of locks grows as well"},
}

// A frame maps sizes and times to pixels. Its bounds are powers of ten.
type frame struct{ minSize, maxSize, minTime, maxTime float64 }

// frameOf returns the frame that shows all points of a millisecond and a hundred
// instructions or more.
func frameOf(all []*series) frame {
	f := frame{math.Inf(1), 0, 1, 10}
	for _, s := range all {
		for _, p := range s.points {
			if p.ms < 1 || p.size < 100 {
				continue
			}
			f.minSize = min(f.minSize, math.Pow10(int(math.Floor(math.Log10(p.size)))))
			f.maxSize = max(f.maxSize, math.Pow10(int(math.Ceil(math.Log10(p.size)))))
			f.maxTime = max(f.maxTime, math.Pow10(int(math.Ceil(math.Log10(p.ms)))))
		}
	}
	if f.maxSize <= f.minSize {
		f.minSize, f.maxSize = 100, 1000
	}
	return f
}

func (f frame) has(p point) bool { return p.size >= f.minSize && p.ms >= f.minTime }

func (f frame) x(size float64) float64 {
	return left + (width-left-right)*math.Log(size/f.minSize)/math.Log(f.maxSize/f.minSize)
}

func (f frame) y(ms float64) float64 {
	return height - bottom - (height-top-bottom)*math.Log(ms/f.minTime)/math.Log(f.maxTime/f.minTime)
}

// plot draws costs as SVG. What is too small for the axes is left out.
func plot(costs []packageCost) string {
	all := seriesOf(costs)
	f := frameOf(all)
	var b strings.Builder
	fmt.Fprintf(&b, pictureHead, width, height, "Processor time over SSA instructions")
	f.axes(&b)
	used := make(map[string]bool)
	for _, s := range all {
		used[s.class] = true
		f.draw(&b, s)
	}
	row := 0
	key := func(class, d, text string) {
		fmt.Fprintf(&b, "<path class=%q d=\"%s\"/><text x=\"%d\" y=\"%d\">%s</text>\n", class, d, left+46, top+24+row*legendSpace, text)
		row++
	}
	for _, l := range legend {
		if used[l.class] {
			key(l.class+" points", fmt.Sprintf("M%d %dh0", left+26, top+20+row*legendSpace), l.text)
		}
	}
	key("slope", fmt.Sprintf("M%d %dh24", left+14, top+20+row*legendSpace), "in step with the size")
	b.WriteString("</svg>\n")
	return b.String()
}

// axes draws the grid, the axes with their units, and the slope of what grows in
// step with the size.
func (f frame) axes(b *strings.Builder) {
	var grid strings.Builder
	for size := f.minSize; size <= f.maxSize*1.01; size *= 10 {
		fmt.Fprintf(&grid, "M%.1f %dV%d", f.x(size), top, height-bottom)
		fmt.Fprintf(b, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", f.x(size), height-bottom+18, thousands(size))
	}
	for ms := f.minTime; ms <= f.maxTime*1.01; ms *= 10 {
		fmt.Fprintf(&grid, "M%d %.1fH%d", left, f.y(ms), width-right)
		fmt.Fprintf(b, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n", left-8, f.y(ms)+4, seconds(ms))
	}
	fmt.Fprintf(b, "<path class=\"grid\" d=\"%s\"/>\n", grid.String())
	fmt.Fprintf(b, "<path class=\"axis\" d=\"M%d %dV%dH%d\"/>\n", left, top, height-bottom, width-right)
	fmt.Fprintf(b, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">size, in SSA instructions</text>\n", (left+width-right)/2, height-bottom+42)
	fmt.Fprintf(b, "<text transform=\"translate(18 %d) rotate(-90)\" text-anchor=\"middle\">time on processors</text>\n", (top+height-bottom)/2)
	// From the lower left corner, as far as it stays in the frame.
	end := min(f.maxSize, f.minSize*f.maxTime/f.minTime)
	fmt.Fprintf(b, "<path class=\"slope\" d=\"M%.1f %.1fL%.1f %.1f\"/>\n", f.x(f.minSize), f.y(f.minTime), f.x(end), f.y(f.minTime*end/f.minSize))
}

// draw draws a series: its points, and the line through them.
func (f frame) draw(b *strings.Builder, s *series) {
	var points, line strings.Builder
	for _, p := range s.points {
		if !f.has(p) {
			continue
		}
		fmt.Fprintf(&points, "M%.1f %.1fh0", f.x(p.size), f.y(p.ms))
		command := "L"
		if line.Len() == 0 {
			command = "M"
		}
		fmt.Fprintf(&line, "%s%.1f %.1f", command, f.x(p.size), f.y(p.ms))
	}
	if points.Len() == 0 {
		return
	}
	title := ""
	if s.connected {
		title = "<title>" + s.name + "</title>"
		fmt.Fprintf(b, "<path class=%q d=\"%s\"/>\n", s.class, line.String())
	}
	fmt.Fprintf(b, "<path class=\"%s points\" d=\"%s\">%s</path>\n", s.class, points.String(), title)
}

func thousands(n float64) string {
	switch {
	case n >= 1e6:
		return fmt.Sprintf("%g M", n/1e6)
	case n >= 1e3:
		return fmt.Sprintf("%g k", n/1e3)
	}
	return fmt.Sprint(n)
}

func seconds(ms float64) string {
	if ms < 1000 {
		return fmt.Sprintf("%g ms", ms)
	}
	return fmt.Sprintf("%g s", ms/1000)
}
