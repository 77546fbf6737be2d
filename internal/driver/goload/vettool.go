package goload

import (
	"bytes"
	"encoding/json"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/lockleak/lockleak/internal/result/detail"
)

// VetToolArgs reports whether the go command calls us as its vet tool, and
// returns the arguments for unitchecker.Main to work with.
//
// They differ from args where the go command (1.26) wants nothing but the
// facts of a package. It then keeps our empty output in its cache under a key
// that does not say so, and when the package is to be analysed itself, it takes
// that for the result: all findings are lost until the package changes. So we
// print the findings of a package in any case. For [Analyse] that is all there is
// to it, as it picks the packages that it asked for; and it says by a flag if some
// are outside of the main module, since these are not to be analysed in vain
// otherwise. With go vet alone, the user sees what we print, so it is done only
// where the package could be analysed itself in another run and is not seen twice:
// in packages of the main module without test files of their own, unless they are
// built anew for the tests of a package that they import.
func VetToolArgs(args []string) (_ []string, ok bool) {
	if len(args) == 0 {
		return args, false
	}
	last := len(args) - 1
	if !strings.HasSuffix(args[last], ".cfg") {
		return args, args[0] == "-V=full" || args[0] == "-flags"
	}
	own := slices.Contains(args, emitFlag)
	if file, ok := withFindings(args[last], own, slices.Contains(args, depsFlag)); ok {
		args = append(slices.Clone(args[:last]), file)
	}
	return args, true
}

// emitFlag tells the vet tool that [Analyse] runs it.
const emitFlag = "-" + detail.AnalyzerName + ".emit=true"

// depsFlag tells the vet tool that packages outside of the main module are
// meant as well.
const depsFlag = "-" + detail.AnalyzerName + ".deps=true"

// withFindings writes a vet config that wants findings, too, beside one that
// wants just facts. It is not ok if there is no need for it; nor on errors,
// which unitchecker is left to meet and to report.
func withFindings(file string, own, deps bool) (_ string, ok bool) {
	b, err := os.ReadFile(file)
	if err != nil {
		return "", false
	}
	var config struct {
		Dir, ModulePath, ModuleVersion string
		VetxOnly                       bool
		PackageVetx                    map[string]string
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(b, &config) != nil || json.Unmarshal(b, &fields) != nil || !config.VetxOnly {
		return "", false
	}
	isMain := config.ModulePath != "" && config.ModuleVersion == ""
	if !isMain && !deps {
		return "", false
	}
	if !own && (hasInnerTests(config.Dir) || importsTested(config.ModulePath, config.PackageVetx)) {
		return "", false
	}
	fields["VetxOnly"] = json.RawMessage("false")
	if b, err = json.Marshal(fields); err != nil {
		return "", false
	}
	full := strings.TrimSuffix(file, ".cfg") + ".full.cfg" // the go command removes the directory
	return full, os.WriteFile(full, b, 0o600) == nil
}

// hasInnerTests reports whether a test file in dir is of the package itself,
// not of its external tests. The go command then analyses the package together
// with these, under another cache key. Build constraints are not looked at.
func hasInnerTests(dir string) bool {
	files, _ := filepath.Glob(filepath.Join(dir, "*_test.go")) // no error but for a bad pattern
	return slices.ContainsFunc(files, func(file string) bool {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly)
		return err == nil && !strings.HasSuffix(f.Name.Name, "_test")
	})
}

// importsTested reports whether a package of the module that is imported
// directly, each with the file of its types and facts, is a test variant. That
// can only be told by the names of test files among the positions of what it
// declares. Indirect imports are not looked at: where just one of these is a
// test variant, go vet shows findings twice (see vettool.txtar among the scripts
// of package cli).
func importsTested(module string, vetx map[string]string) bool {
	for path, file := range vetx {
		if path != module && !strings.HasPrefix(path, module+"/") {
			continue
		}
		if b, err := os.ReadFile(file); err == nil && bytes.Contains(b, []byte("_test.go")) {
			return true
		}
	}
	return false
}
