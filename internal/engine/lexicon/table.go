package lexicon

// The text tables. A table begins with its name in brackets. A row is one or more
// fields, a number sign and the reason why it is there; the order of the rows is
// kept. Other lines begin with a number sign and are comments.

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A row is a line of a table.
type row struct {
	fields []string
	reason string
}

// parseTables returns the tables in text by their names. Names and rows are there
// once, and each row has a reason. The error names the line.
func parseTables(text string) (map[string][]row, error) {
	tables := make(map[string][]row)
	name, n := "", 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
			continue
		case line[0] == '[':
			var ok bool
			name, ok = strings.CutSuffix(line[1:], "]")
			if _, twice := tables[name]; !ok || name == "" || twice {
				return nil, fmt.Errorf("line %d: %s is no name for a new table", n, line)
			}
			tables[name] = nil
			continue
		case name == "":
			return nil, fmt.Errorf("line %d: %s is in no table", n, line)
		}
		r, err := parseRow(line)
		if err == nil && slices.ContainsFunc(tables[name], func(x row) bool { return slices.Equal(x.fields, r.fields) }) {
			err = fmt.Errorf("%s is there twice", strings.Join(r.fields, " "))
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: table %s: %w", n, name, err)
		}
		tables[name] = append(tables[name], r)
	}
	return tables, nil
}

func parseRow(line string) (row, error) {
	left, reason, _ := strings.Cut(line, " # ")
	r := row{strings.Fields(left), strings.TrimSpace(reason)}
	if r.reason == "" {
		return row{}, fmt.Errorf("%s has no reason", left)
	}
	return r, nil
}

// A reader takes tables one after the other. Once there is an error, there is
// nothing more to take.
type reader struct {
	tables map[string][]row
	err    error
}

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, args...)
	}
}

// rows returns the rows of the table name, each of which has to have n fields.
func (r *reader) rows(name string, n int) []row {
	rows := r.tables[name]
	delete(r.tables, name)
	if len(rows) == 0 {
		r.fail("table %s has no rows, or is taken twice", name)
	}
	for _, row := range rows {
		if len(row.fields) != n {
			r.fail("table %s: %s: there are %d fields, want %d", name, strings.Join(row.fields, " "), len(row.fields), n)
			return nil
		}
	}
	return rows
}

// list returns the table name, which has one field in each row.
func (r *reader) list(name string) []string {
	var list []string
	for _, row := range r.rows(name, 1) {
		list = append(list, row.fields[0])
	}
	return list
}

// set returns the table name, which has one field in each row.
func (r *reader) set(name string) map[string]bool {
	set := make(map[string]bool)
	for _, s := range r.list(name) {
		set[s] = true
	}
	return set
}

// done returns the first error, or that tables are left over.
func (r *reader) done() error {
	if r.err == nil && len(r.tables) > 0 {
		return errors.New("nothing takes the tables " + strings.Join(slices.Sorted(maps.Keys(r.tables)), ", "))
	}
	return r.err
}
