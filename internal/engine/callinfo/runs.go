package callinfo

import (
	"github.com/lockleak/lockleak/internal/engine/summary"
)

// runs returns what a function with the summary f does with its i-th
// parameter.
func ParamRun(f *summary.Func, i int) summary.When {
	for _, r := range f.Runs {
		if r.Param == i {
			return r.When
		}
	}
	return 0
}
