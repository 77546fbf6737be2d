package cli

import (
	"io"
	"strings"
	"testing"
)

// TestAnalyseArguments refuses what makes no report. What it reports is tested
// by the scripts of internal/dev/tools/corpus, which is the vet tool as well.
func TestAnalyseArguments(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		arg, want string
	}{
		{"-json", "an output format among the arguments"},
		{"audit", "an output format among the arguments"},
		{"-h", "an output format among the arguments"},
		{"-unknown", "unknown flag -unknown"},
		{"-C=nowhere", "-C nowhere: no such directory"},
	} {
		report, err := Analyse(t.Context(), fakeSuite(), []string{tt.arg}, io.Discard)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, %v, want the error %q", tt.arg, report, err, tt.want)
		}
	}
}
