package store

import (
	"context"
	"slices"

	"needled/analysis"
)

// parts are the recordings of a run as they would be linked had nobody said
// that any of them are one: what a split takes apart. Where that makes one run
// all the same, each recording is a part.
func parts(ctx context.Context, t *tx, runner string, run []recording) ([][]recording, error) {
	w, err := loadWords(ctx, t, runner)
	if err != nil {
		return nil, err
	}
	linkable := make([]analysis.Recording, len(run))
	for i, r := range run {
		if err := loadMarks(ctx, t, &r); err != nil {
			return nil, err
		}
		linkable[i] = w.linkable(r)
	}
	apart := slices.DeleteFunc(w.rulings, func(r analysis.Ruling) bool { return r.Same })
	linked := analysis.Link(linkable, apart...)
	var all [][]recording
	for _, l := range linked {
		var part []recording
		for _, i := range l.Recordings {
			part = append(part, run[i])
		}
		all = append(all, part)
	}
	if len(all) == 1 {
		all = nil
		for _, r := range run {
			all = append(all, []recording{r})
		}
	}
	return all, nil
}

// ruleApart keeps a person's word that the parts of a run are runs of their
// own.
func ruleApart(ctx context.Context, t *tx, runner string, run []recording) error {
	all, err := parts(ctx, t, runner, run)
	if err != nil {
		return err
	}
	for i, part := range all {
		for _, other := range all[i+1:] {
			if err := rule(ctx, t, runner, part, other, false); err != nil {
				return err
			}
		}
	}
	return nil
}
