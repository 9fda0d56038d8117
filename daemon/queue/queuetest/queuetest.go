// Package queuetest has the suites that every queue.Table and every
// queue.Queue must pass, and a table in memory that does.
package queuetest

import (
	"testing"

	"needled/daemon/queue"
)

// Run tests a table, alone and under the local queue. newTable makes an empty
// one at each call.
func Run(t *testing.T, newTable func(t *testing.T) queue.Table) {
	t.Run("table", func(t *testing.T) { runTable(t, newTable) })
	t.Run("shared", func(t *testing.T) { testShared(t, newTable(t)) })
	t.Run("queue", func(t *testing.T) {
		RunQueue(t, func(t *testing.T, options queue.Options) queue.Queue {
			return queue.New(newTable(t), options)
		})
	})
}
