package main

import (
	"math"
	"path"
)

// A point has a size in SSA instructions and a time in milliseconds of
// processors.
type point struct{ size, ms float64 }

// A series is what is drawn in one way, and measured as a whole.
type series struct {
	name, class string
	points      []point
	connected   bool
}

// seriesOf returns what the lines of a file mean: for monsters one series each,
// for packages what their analysis takes before the engine and in it.
func seriesOf(costs []packageCost) []*series {
	var all []*series
	var before, engine *series
	for _, c := range costs {
		at := func(ms float64) point { return point{float64(c.Instructions), ms} }
		if m, ok := monsterOf(c.Path); ok {
			name := path.Base(path.Dir(c.Path))
			if len(all) == 0 || all[len(all)-1].name != name {
				class := "line"
				if m.ManyLocks {
					class = "square"
				}
				all = append(all, &series{name: name, class: class, connected: true})
			}
			last := all[len(all)-1]
			last.points = append(last.points, at(c.Engine))
			continue
		}
		if before == nil {
			before, engine = &series{name: "before", class: "before"}, &series{name: "engine", class: "engine"}
			all = append(all, before, engine)
		}
		before.points = append(before.points, at(c.Before))
		engine.points = append(engine.points, at(c.Engine))
	}
	return all
}

// doubling returns how many times as long twice the size takes: two to the slope
// of the line through the points, as least squares have it with both axes
// logarithmic. Points below a thousand instructions, or that took no time, do not
// count. It is not a number if there are not two sizes.
func (s *series) doubling() float64 {
	var n, sx, sy, sxx, sxy float64
	for _, p := range s.points {
		if p.ms <= 0 || p.size < 1000 && !s.connected {
			continue
		}
		x, y := math.Log2(p.size), math.Log2(p.ms)
		n, sx, sy, sxx, sxy = n+1, sx+x, sy+y, sxx+x*x, sxy+x*y
	}
	d := n*sxx - sx*sx
	if d < 1e-9 {
		return math.NaN()
	}
	return math.Exp2((n*sxy - sx*sy) / d)
}

// total returns the sum of sizes and times.
func (s *series) total() (t point) {
	for _, p := range s.points {
		t.size, t.ms = t.size+p.size, t.ms+p.ms
	}
	return t
}

// largest returns the last point.
func (s *series) largest() point { return s.points[len(s.points)-1] }
