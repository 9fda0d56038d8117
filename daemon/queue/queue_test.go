package queue_test

import (
	"testing"

	"needled/daemon/queue"
	"needled/daemon/queue/queuetest"
)

func TestInMemory(t *testing.T) {
	queuetest.Run(t, func(*testing.T) queue.Table { return new(queuetest.Memory) })
}
