package strava

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"
)

const (
	// missingKey names the doubt about a list that suddenly misses most.
	missingKey = keyPrefix + "missing"
	// believed is how long a list must go on missing most before it is
	// believed. Strava wants deletions mirrored within 48 hours.
	believed = 24 * time.Hour
)

// mirror removes what is gone from Strava. A list that suddenly misses most of
// what is kept is not believed for a day.
func (p *pass) mirror(ctx context.Context, shelf map[string]Fetched, list swept) error {
	var gone []string
	for _, key := range slices.Sorted(maps.Keys(shelf)) {
		if !list.seen[key] {
			gone = append(gone, key)
		}
	}
	if list.nameless > 0 {
		gone = nil // it may be one of those
	}
	doubt, doubted := p.pending[missingKey]
	if most := len(gone) > 1 && 2*len(gone) > len(shelf); most {
		switch {
		case !doubted:
			doubt = Pending{Key: missingKey, Attempts: 1, Due: p.now.Add(believed).UTC()}
			if err := p.putOff(ctx, doubt); err != nil {
				return err
			}
			fallthrough
		case p.now.Before(doubt.Due):
			p.note("Strava's list suddenly misses %d of the %d activities known; nothing was removed. "+
				"If it stays so until %s, they are removed here, too.", len(gone), len(shelf), clock(doubt.Due))
			return nil
		}
	}
	if err := p.settle(ctx, missingKey); err != nil {
		return err
	}
	if len(gone) == 0 {
		return nil
	}
	if err := p.Shelf.Remove(ctx, p.runner, gone); err != nil {
		return fmt.Errorf("removing what is gone from Strava: %w", err)
	}
	p.result.Removed = len(gone)
	return nil
}
