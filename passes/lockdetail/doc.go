// Package lockdetail defines an Analyzer that tells what lockleak knows beyond
// its findings.
//
// # Analyzer lockdetail
//
// lockdetail: tell what became of every lock, as JSON
//
// The lockdetail analysis has no findings. If its flag -emit is set, it makes
// one diagnostic for each package, whose message is versioned JSON: the verdict
// for every acquire site, with its reason, and, for the functions that the flag
// -dump names (pkg.Func, pkg.Type.Method), the SSA with the state before each
// instruction. It is for programs; the lockleak command always asks for it.
//
// Without -emit, it reports just where the analysis has failed in part, so that
// drivers say so beside the findings in the rest.
package lockdetail
