package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"needled/analysis"
)

// Upload is files that somebody gave for a runner at once, and what became of
// them.
type Upload struct {
	ID, Runner string
	At         time.Time  // when they had arrived
	Ended      *time.Time // when all of them were taken in; nil before
	Batch      string     // under which they are taken in, the latest where attempts were cut off; "" before
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
		_, err = t.exec(ctx, `INSERT INTO uploads (id, runner, at, batches, trouble, document) VALUES ($1, $2, $3, '', '', $4) ON CONFLICT (id) DO NOTHING`,
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

// BeginUpload keeps under which batch an upload is being taken in.
func (s *Store) BeginUpload(ctx context.Context, runner, id, batch string) error {
	_, err := write(ctx, s, "keeping that files are taken in", func(t *tx) (int, error) {
		_, err := t.exec(ctx, `UPDATE uploads SET batches = batches || ' ' || $3 WHERE runner = $1 AND id = $2`, runner, id, batch)
		return 0, err
	})
	return err
}

// EndUpload keeps what became of an upload: its counts and receipts. What was
// taken in by an attempt that was cut off is answered for as it was then.
func (s *Store) EndUpload(ctx context.Context, u Upload) error {
	_, err := write(ctx, s, "keeping what became of files", func(t *tx) (int, error) {
		kept, err := upload(ctx, t, u.Runner, u.ID)
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
				if one.Outcome, err = answered(ctx, t, u.Runner, kept.batches, one); err != nil {
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
		_, err = t.exec(ctx, `UPDATE uploads SET ended_at = $3, trouble = '', document = $4 WHERE runner = $1 AND id = $2`,
			u.Runner, u.ID, micros(*u.Ended), string(document))
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

// answered is what was answered to a recording of this file by one of the
// batches, where one took it in; else it was known before.
func answered(ctx context.Context, t *tx, runner string, batches []string, r uploadReceipt) (analysis.Outcome, error) {
	sum := r.original()
	if sum == nil {
		return analysis.Duplicate, nil
	}
	var batch string
	var outcome analysis.Outcome
	err := t.one(ctx, `SELECT batch, outcome FROM recordings WHERE runner = $1 AND original = $2 AND leg = $3 AND path = $4 AND member = $5`,
		[]any{runner, sum[:], r.Leg, r.Path, r.Member}, &batch, &outcome)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	if !slices.Contains(batches, batch) {
		outcome = analysis.Duplicate
	}
	return outcome, err
}

// Upload returns an upload of a runner's.
func (s *Store) Upload(ctx context.Context, runner, id string) (Upload, error) {
	return read(ctx, s, "reading what became of files", func(t *tx) (Upload, error) {
		u, err := upload(ctx, t, runner, id)
		if err != nil {
			return Upload{}, err
		}
		for _, one := range u.receipts {
			r, err := receiptNow(ctx, t, runner, one)
			if err != nil {
				return Upload{}, err
			}
			r.Batch = u.Batch
			u.Receipts = append(u.Receipts, r)
		}
		return u.Upload, nil
	})
}

// Uploads lists a runner's latest n uploads, the newest first, without their
// receipts.
func (s *Store) Uploads(ctx context.Context, runner string, n int) ([]Upload, error) {
	return read(ctx, s, "listing the uploads", func(t *tx) ([]Upload, error) {
		ids, err := idsOf(ctx, t, `SELECT id FROM uploads WHERE runner = $1 ORDER BY at DESC, id LIMIT $2`, runner, n)
		var all []Upload
		for _, id := range ids {
			u, err := upload(ctx, t, runner, id)
			if err != nil {
				return nil, err
			}
			all = append(all, u.Upload)
		}
		return all, err
	})
}

// keptUpload is an upload as it is kept.
type keptUpload struct {
	Upload
	batches  []string // of all attempts
	receipts []uploadReceipt
}

func upload(ctx context.Context, t *tx, runner, id string) (keptUpload, error) {
	u := keptUpload{Upload: Upload{ID: id, Runner: runner}}
	var at int64
	var ended *int64
	var batches, text string
	err := t.one(ctx, `SELECT at, ended_at, batches, trouble, document FROM uploads WHERE runner = $1 AND id = $2`,
		[]any{runner, id}, &at, &ended, &batches, &u.Trouble, &text)
	if errors.Is(err, sql.ErrNoRows) {
		return u, fail(NotFound, "%s has no upload %q", runner, id)
	}
	var d uploadDocument
	if err == nil {
		err = fromJSON(text, &d)
	}
	u.At, u.Ended, u.Files, u.Counts, u.receipts = instant(at), instantOf(ended), d.Files, d.Counts, d.Receipts
	if u.batches = strings.Fields(batches); len(u.batches) > 0 {
		u.Batch = u.batches[len(u.batches)-1]
	}
	return u, err
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
