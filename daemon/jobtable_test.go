package daemon

import (
	"path/filepath"
	"testing"

	"needled/configs"
	"needled/daemon/queue"
	"needled/daemon/queue/queuetest"
	"needled/daemon/store"
)

func TestJobsInTheStore(t *testing.T) {
	newTable := func(t *testing.T) queue.Table {
		t.Helper()
		return jobTable{newStore(t)}
	}
	t.Run("table", func(t *testing.T) { queuetest.Run(t, newTable) })
	t.Run("queue", func(t *testing.T) {
		queuetest.RunQueue(t, func(t *testing.T, o queue.Options) queue.Queue { return queue.New(newTable(t), o) })
	})
}

func newStore(t *testing.T) *store.Store {
	t.Helper()
	st, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "needled.db"), store.Options{Protocol: configs.DefaultProtocol()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}
