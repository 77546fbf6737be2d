// Package zapcore stands for go.uber.org/zap/zapcore.
package zapcore

import "io"

// WriteSyncer stands for a writer that can be flushed.
type WriteSyncer interface {
	io.Writer
	Sync() error
}

// Lock returns a writer that locks; it locks nothing itself.
func Lock(ws WriteSyncer) WriteSyncer { return ws }
