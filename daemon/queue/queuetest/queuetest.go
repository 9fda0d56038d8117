// Package queuetest has the suites that every queue.Table and every
// queue.Queue must pass, and a table in memory that does.
package queuetest

import (
	"testing"

	"needled/daemon/queue"
)

// Run tests a table, alone and under the local queue. table makes an empty one
// at each call.
func Run(t *testing.T, table func(t *testing.T) queue.Table) {}

// RunQueue tests a queue; start makes one that has nothing in it and was not
// started.
func RunQueue(t *testing.T, make func(t *testing.T, options queue.Options) queue.Queue) {}
