package store

import (
	"context"
	"database/sql"
	"errors"

	"needled/analysis"
)

// KeepOriginals writes originals under their sha256, durably. Those kept
// already stay as they are, for good.
func (s *Store) KeepOriginals(ctx context.Context, originals [][]byte) error {
	_, err := write(ctx, s, "keeping the original files", func(t *tx) (int, error) {
		now := micros(s.Now())
		for _, b := range originals {
			if err := putOriginal(ctx, t, b, now); err != nil {
				return 0, err
			}
		}
		return 0, nil
	})
	return err
}

func putOriginal(ctx context.Context, t *tx, b []byte, now int64) error {
	sum := analysis.SumOf(b)
	kept, packing, err := pack(b)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO originals (sum, size, stored_at, packing, bytes) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (sum) DO UPDATE SET fetched_at = NULL, expires_at = NULL WHERE originals.expires_at IS NOT NULL`, sum[:], len(b), now, packing, kept)
	return err
}

// keepAgain keeps those originals again that are not there any more: another
// process may have undone the batch they were kept under before.
func (s *Store) keepAgain(ctx context.Context, t *tx, filings []analysis.Filing) error {
	for _, f := range filings {
		if f.Bytes == nil || !f.Fetched.IsZero() {
			continue
		}
		_, there, err := exists(ctx, t, `SELECT packing FROM originals WHERE sum = $1`, f.Original[:])
		if err == nil && !there {
			err = putOriginal(ctx, t, f.Bytes, micros(s.Now()))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Original returns the bytes of an original.
func (s *Store) Original(ctx context.Context, sum analysis.Sum) ([]byte, error) {
	return read(ctx, s, "reading the original "+sum.String(), func(t *tx) ([]byte, error) {
		b, err := originalBytes(ctx, t, sum)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, fail(NotFound, "no original has the sha256 %s", sum)
		}
		return b, err
	})
}

func originalBytes(ctx context.Context, t *tx, sum analysis.Sum) ([]byte, error) {
	var size int
	var packing string
	var kept []byte
	if err := t.one(ctx, `SELECT size, packing, bytes FROM originals WHERE sum = $1`, []any{sum[:]}, &size, &packing, &kept); err != nil {
		return nil, err
	}
	return unpack(kept, packing, size)
}
