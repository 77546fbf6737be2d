// Package redislock stands for github.com/bsm/redislock.
package redislock

import (
	"context"
	"time"
)

// RedisClient stands for a connection to Redis.
type RedisClient interface{ redis() }

// Options stands for what Obtain can be told.
type Options struct{ Token string }

// Client stands for a maker of locks in Redis.
type Client struct{ _ int }

// Lock stands for a hold of a lock in Redis.
type Lock struct{ _ int }

func New(client RedisClient) *Client { return new(Client) }

func Obtain(ctx context.Context, client RedisClient, key string, ttl time.Duration, opt *Options) (*Lock, error) {
	return nil, nil
}

func (c *Client) Obtain(ctx context.Context, key string, ttl time.Duration, opt *Options) (*Lock, error) {
	return nil, nil
}

func (l *Lock) Refresh(ctx context.Context, ttl time.Duration, opt *Options) error { return nil }
func (l *Lock) Release(ctx context.Context) error                                  { return nil }
