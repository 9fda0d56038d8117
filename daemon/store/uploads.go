package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"needled/analysis"
)

// Upload is files that somebody gave for a runner at once, and what became of
// them.
type Upload struct {
	ID, Runner string
	At         time.Time  // when they had arrived
	Ended      *time.Time // when all of them were taken in; nil before
	Batch      string     // under which they were, "" before
	Files      []string   // their names
	Trouble    string     // why the latest attempt to take them in failed; "" without
	// Counts counts what became of everything in them. Receipts is that of
	// each, with its run and verdict as they are now; without what archives hold
	// that is no activity, and the first mostReceipts only.
	Counts   map[analysis.Outcome]int
	Receipts []analysis.Receipt
}

// mostReceipts is how many answers of an upload are kept one by one.
const mostReceipts = 1000

// uploadDocument is what is kept of an upload beside what is asked for.
type uploadDocument struct {
	Files    []string
	Counts   map[analysis.Outcome]int `json:",omitempty"`
	Receipts []uploadReceipt          `json:",omitempty"`
}

// uploadReceipt is an answer as it is kept. What was said of a run isn't: that
// may speak of what was fetched, and is looked up where it is kept with its
// recordings.
type uploadReceipt struct {
	Path    string
	Member  string `json:",omitempty"`
	Outcome analysis.Outcome
	Reason  string `json:",omitempty"` // of what gave no run
	Sum     string `json:",omitempty"` // in hexadecimal; "" where the bytes could not be read
	Leg     int    `json:",omitempty"`
}

// AddUpload keeps that files of these names have arrived. One that is there
// already stays as it is.
func (s *Store) AddUpload(ctx context.Context, u Upload) error {
	_, err := write(ctx, s, "keeping that files have arrived", func(t *tx) (int, error) {
		if _, err := s.needRunner(ctx, t, u.Runner); err != nil {
			return 0, err
		}
		document, err := json.Marshal(uploadDocument{Files: u.Files})
		if err != nil {
			return 0, err
		}
		_, err = t.exec(ctx, `INSERT INTO uploads (id, runner, at, batch, trouble, document) VALUES ($1, $2, $3, '', '', $4) ON CONFLICT (id) DO NOTHING`,
			u.ID, u.Runner, micros(u.At), string(document))
		return 0, err
	})
	return err
}

// UploadFailed keeps why files could not be taken in; they are tried again.
func (s *Store) UploadFailed(ctx context.Context, runner, id, why string) error {
	_, err := write(ctx, s, "keeping why files could not be taken in", func(t *tx) (int, error) {
		_, err := t.exec(ctx, `UPDATE uploads SET trouble = $3 WHERE runner = $1 AND id = $2 AND ended_at IS NULL`, runner, id, why)
		return 0, err
	})
	return err
}

// EndUpload keeps what became of an upload: its batch, counts and receipts.
// What was taken in by an attempt that was cut off is answered for as it was
// then.
func (s *Store) EndUpload(ctx context.Context, u Upload) error {
	_, err := write(ctx, s, "keeping what became of files", func(t *tx) (int, error) {
		kept, _, err := upload(ctx, t, u.Runner, u.ID)
		if err != nil {
			return 0, err
		}
		d := uploadDocument{Files: kept.Files, Counts: map[analysis.Outcome]int{}}
		seen := map[uploadReceipt]bool{}
		for _, r := range u.Receipts {
			one, err := keptReceipt(ctx, t, u.Runner, r)
			if err != nil {
				return 0, err
			}
			if again := seen[one.named()]; one.Outcome == analysis.Duplicate && !again {
				if one.Outcome, err = answered(ctx, t, u.Runner, kept.At, one); err != nil {
					return 0, err
				}
			}
			seen[one.named()] = true
			d.Counts[one.Outcome]++
			if one.Outcome == analysis.Ignored && one.Member != "" || len(d.Receipts) == mostReceipts {
				continue
			}
			d.Receipts = append(d.Receipts, one)
		}
		document, err := json.Marshal(d)
		if err != nil {
			return 0, err
		}
		_, err = t.exec(ctx, `UPDATE uploads SET ended_at = $3, batch = $4, trouble = '', document = $5 WHERE runner = $1 AND id = $2`,
			u.Runner, u.ID, micros(*u.Ended), u.Batch, string(document))
		return 0, err
	})
	return err
}

// keptReceipt is an answer as it is kept.
func keptReceipt(ctx context.Context, t *tx, runner string, r analysis.Receipt) (uploadReceipt, error) {
	one := uploadReceipt{Path: r.Path, Member: r.Member, Outcome: r.Outcome}
	if r.Sum != nil {
		one.Sum = r.Sum.String()
	}
	if r.Run == nil || r.Sum == nil {
		one.Reason = r.Reason
		return one, nil
	}
	err := t.one(ctx, `SELECT leg FROM recordings WHERE runner = $1 AND original = $2 AND run = $3`, []any{runner, r.Sum[:], r.Run.ID}, &one.Leg)
	if errors.Is(err, sql.ErrNoRows) { // taken back, or linked anew, meanwhile
		err = nil
	}
	return one, err
}

// named is what tells an answer from others of the same upload.
func (r uploadReceipt) named() uploadReceipt {
	return uploadReceipt{Path: r.Path, Member: r.Member, Sum: r.Sum, Leg: r.Leg}
}

// original is the sum of the file; nil where its bytes could not be read.
func (r uploadReceipt) original() *analysis.Sum {
	b, err := hex.DecodeString(r.Sum)
	if err != nil || len(b) != len(analysis.Sum{}) {
		return nil
	}
	return new(analysis.Sum(b))
}

// answered is what was answered to a recording of this file by a batch begun
// since an instant, where there is one; else it was known before.
func answered(ctx context.Context, t *tx, runner string, since time.Time, r uploadReceipt) (analysis.Outcome, error) {
	outcome, sum := analysis.Duplicate, r.original()
	if sum == nil {
		return outcome, nil
	}
	err := t.one(ctx, `SELECT outcome FROM recordings JOIN batches ON batches.id = recordings.batch
		WHERE recordings.runner = $1 AND original = $2 AND leg = $3 AND path = $4 AND member = $5 AND began_at >= $6`,
		[]any{runner, sum[:], r.Leg, r.Path, r.Member, micros(since)}, &outcome)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return outcome, err
}

// Upload returns an upload of a runner's.
func (s *Store) Upload(ctx context.Context, runner, id string) (Upload, error) {
	return read(ctx, s, "reading what became of files", func(t *tx) (Upload, error) {
		u, kept, err := upload(ctx, t, runner, id)
		if err != nil {
			return u, err
		}
		for _, one := range kept {
			r, err := receiptNow(ctx, t, runner, one)
			if err != nil {
				return u, err
			}
			r.Batch = u.Batch
			u.Receipts = append(u.Receipts, r)
		}
		return u, nil
	})
}

// Uploads lists a runner's latest n uploads, the newest first, without their
// receipts.
func (s *Store) Uploads(ctx context.Context, runner string, n int) ([]Upload, error) {
	return read(ctx, s, "listing the uploads", func(t *tx) ([]Upload, error) {
		ids, err := idsOf(ctx, t, `SELECT id FROM uploads WHERE runner = $1 ORDER BY at DESC, id LIMIT $2`, runner, n)
		var all []Upload
		for _, id := range ids {
			u, _, err := upload(ctx, t, runner, id)
			if err != nil {
				return nil, err
			}
			all = append(all, u)
		}
		return all, err
	})
}

func upload(ctx context.Context, t *tx, runner, id string) (Upload, []uploadReceipt, error) {
	u := Upload{ID: id, Runner: runner}
	var at int64
	var ended *int64
	var text string
	err := t.one(ctx, `SELECT at, ended_at, batch, trouble, document FROM uploads WHERE runner = $1 AND id = $2`,
		[]any{runner, id}, &at, &ended, &u.Batch, &u.Trouble, &text)
	if errors.Is(err, sql.ErrNoRows) {
		return u, nil, fail(NotFound, "%s has no upload %q", runner, id)
	}
	if err != nil {
		return u, nil, err
	}
	var d uploadDocument
	if err := fromJSON(text, &d); err != nil {
		return u, nil, err
	}
	u.At, u.Ended, u.Files, u.Counts = instant(at), instantOf(ended), d.Files, d.Counts
	return u, d.Receipts, nil
}

// receiptNow is an answer with what is known of its run now.
func receiptNow(ctx context.Context, t *tx, runner string, one uploadReceipt) (analysis.Receipt, error) {
	sum := one.original()
	r := analysis.Receipt{Path: one.Path, Member: one.Member, Outcome: one.Outcome, Reason: one.Reason, Sum: sum}
	if sum == nil {
		return r, nil
	}
	found, err := entries(ctx, t, runner, `JOIN recordings ON recordings.run = runs.id`,
		`recordings.original = $2 AND recordings.leg = $3`, sum[:], one.Leg)
	if err != nil || len(found) == 0 {
		return r, err
	}
	r.Run, r.Verdict = &found[0].Run, found[0].Verdict
	if r.Outcome == analysis.Duplicate {
		r.Reason = analysis.KnownAlready
		return r, nil
	}
	return r, t.one(ctx, `SELECT outcome, reason FROM recordings WHERE runner = $1 AND original = $2 AND leg = $3`,
		[]any{runner, sum[:], one.Leg}, &r.Outcome, &r.Reason)
}
