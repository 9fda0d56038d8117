package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// letters are those of run IDs: no vowels, so that no words come out, and
// nothing that is easily misread.
const letters = "23456789bcdfghjkmnpqrstvwxyz"

const idLength = 8

// runID is the ID of the run that a recording is the first of. It depends
// only on the runner and what names the recording, which is its original or
// its key at a service, so the same files give the same IDs in any store;
// attempt counts up from 0 past IDs that are taken.
func runID(runner, name string, leg, attempt int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%d\x00%d", runner, name, leg, attempt))
	id := make([]byte, idLength)
	for i := range id {
		// 256 isn't a multiple of 28, so some letters are a little more
		// likely; two bytes make that not worth mentioning.
		id[i] = letters[(int(sum[2*i])<<8|int(sum[2*i+1]))%len(letters)]
	}
	return string(id)
}

// freeRunID is the first ID for the recording that no other one has.
func freeRunID(ctx context.Context, t *tx, runner string, r recording) (string, error) {
	name := r.key
	if name == "" {
		name = r.Original.String()
	}
	for attempt := 0; ; attempt++ {
		id := runID(runner, name, r.Leg, attempt)
		var taken int
		err := t.one(ctx, `SELECT 1 FROM recordings WHERE id = $1`, []any{id}, &taken)
		if errors.Is(err, sql.ErrNoRows) {
			return id, nil
		}
		if err != nil {
			return "", err
		}
	}
}

// nextNumber counts up a counter and returns its new value.
func nextNumber(ctx context.Context, t *tx, counter string) (n int64, err error) {
	err = t.one(ctx, `INSERT INTO counters (name, value) VALUES ($1, 1)
		ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value`, []any{counter}, &n)
	return n, err
}

// isIDPart says whether s could be the start of a run's ID.
func isIDPart(s string) bool {
	return s != "" && len(s) <= idLength && strings.Trim(s, letters) == ""
}
