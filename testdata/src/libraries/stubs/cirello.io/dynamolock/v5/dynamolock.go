// Package dynamolock stands for cirello.io/dynamolock/v5.
package dynamolock

import "context"

// Client stands for a table of locks in DynamoDB.
type Client struct{ _ int }

// Lock stands for a hold.
type Lock struct{ _ int }

type (
	// AcquireLockOption stands for an option of AcquireLock.
	AcquireLockOption func()
	// ReleaseLockOption stands for an option of ReleaseLock.
	ReleaseLockOption func()
)

func (c *Client) AcquireLock(ctx context.Context, key string, opts ...AcquireLockOption) (*Lock, error) {
	return nil, nil
}

func (c *Client) ReleaseLock(ctx context.Context, lockItem *Lock, opts ...ReleaseLockOption) (bool, error) {
	return false, nil
}

func (l *Lock) Close(ctx context.Context) error { return nil }
func (l *Lock) Data() []byte                    { return nil }
