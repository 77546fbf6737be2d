package main

import (
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// line returns the cost of a package as a line in CSV: its import path, its
// instructions, and the milliseconds before the engine and in it.
func line(c packageCost) string {
	return fmt.Sprintf("%s,%d,%.1f,%.1f\n", c.Path, c.Instructions, c.Before, c.Engine)
}

// parse reads lines. At least one is expected.
func parse(text string) ([]packageCost, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = 4
	records, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(records) == 0 {
		return nil, fmt.Errorf("there are no lines")
	}
	var costs []packageCost
	for i, rec := range records {
		c := packageCost{Path: rec[0]}
		if c.Instructions, err = strconv.Atoi(rec[1]); err != nil || c.Instructions < 0 {
			return nil, fmt.Errorf("line %d: %q is no number of instructions", i+1, rec[1])
		}
		for k, to := range []*float64{&c.Before, &c.Engine} {
			ms, err := strconv.ParseFloat(rec[2+k], 64)
			if err != nil || !(ms >= 0) || math.IsInf(ms, 0) {
				return nil, fmt.Errorf("line %d: %q is no number of milliseconds", i+1, rec[2+k])
			}
			*to = ms
		}
		costs = append(costs, c)
	}
	return costs, nil
}
