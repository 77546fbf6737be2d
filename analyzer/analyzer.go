// Package analyzer is the front door for programs that embed lockleak.
package analyzer

import (
	"golang.org/x/tools/go/analysis"

	"github.com/lockleak/lockleak/passes/lockleak"
)

// Suite returns the analyzers with their default settings.
func Suite() []*analysis.Analyzer { return []*analysis.Analyzer{lockleak.New()} }
