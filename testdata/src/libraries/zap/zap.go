// Package zap uses go.uber.org/zap/zapcore, whose Lock is none.
package zap

import "go.uber.org/zap/zapcore"

// WrapOk makes a writer that locks.
func WrapOk(w zapcore.WriteSyncer, text []byte) error {
	locked := zapcore.Lock(w)
	if _, err := locked.Write(text); err != nil {
		return err
	}
	return locked.Sync()
}
