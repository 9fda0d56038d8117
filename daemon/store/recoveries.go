package store

import (
	"context"
	"slices"
	"time"

	"needled/analysis"
)

// Recoveries returns the recoveries of some treatments, or of all when none is
// named, by time, with their entries and verdicts. Runs in them are without
// their measures.
func (v *View) Recoveries(ctx context.Context, treatments ...string) ([]analysis.Recovery, error) {
	return look(ctx, v, "reading the recoveries", func(t *tx, r analysis.Runner, w *without) ([]analysis.Recovery, error) {
		h, err := v.store.history(ctx, t, r, w, time.Time{})
		if err != nil {
			return nil, err
		}
		recoveries := analysis.Assess(h, v.store.Protocol)
		if len(treatments) > 0 {
			recoveries = slices.DeleteFunc(recoveries, func(r analysis.Recovery) bool { return !slices.Contains(treatments, r.Treatment.ID) })
		}
		return recoveries, nil
	})
}
