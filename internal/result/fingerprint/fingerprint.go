// Package fingerprint names findings such that the name survives changes
// elsewhere: other lines, other functions, another name of the file.
package fingerprint

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/lockleak/lockleak/internal/result/finding"
)

// Version is part of the names of keys and files that hold fingerprints. One of
// another version is not comparable.
const Version = 1

// Of returns the fingerprints of findings, which are in source order. A
// fingerprint is made of the check, the package, whether it is in a test file,
// the function, the lock and the category. Of findings that have all these in
// common, the second ends in -2, and so on: where one of them is mended, the
// last fingerprint is the one that is gone.
//
// A message may be worded otherwise by the next version, so it is part only
// where the function is not known. No position is part of it.
func Of(findings []finding.Finding) []string {
	seen := make(map[string]int)
	prints := make([]string, len(findings))
	for i, f := range findings {
		s := sum(f)
		seen[s]++
		if n := seen[s]; n > 1 {
			s = fmt.Sprintf("%s-%d", s, n)
		}
		prints[i] = s
	}
	return prints
}

// bytes is how many bytes of the hash are kept. Two findings of a million have
// the same by a chance of one in 37 million.
const bytes = 8

func sum(f finding.Finding) string {
	h := sha256.New()
	parts := []string{f.Check, Package(f), fmt.Sprint(f.At.IsTest()), f.Function, f.Lock, f.Category}
	if f.Function == "" {
		parts = append(parts, f.Message)
	}
	for _, part := range parts {
		fmt.Fprintf(h, "%d:", len(part)) // so that no two lists look alike
		io.WriteString(h, part)
	}
	return hex.EncodeToString(h.Sum(nil)[:bytes])
}

// Package returns the import path of the package that a finding is in, without
// the test variant that was analysed: which one it is, is the go command's
// business.
func Package(f finding.Finding) string {
	path, _, _ := strings.Cut(f.Package, " [")
	return path
}
