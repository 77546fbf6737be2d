// Package layers holds no code. Its test holds the layers of the module: which
// package may import which, and which group of packages may depend on which.
package layers
