// Package layers holds no code. Its test holds the layers of the module: which
// package may import which.
package layers
