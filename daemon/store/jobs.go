package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Job is work that is due at an instant. Of a kind and key there is at most
// one that is not dead.
type Job struct {
	ID        int64
	Kind, Key string
	Payload   []byte
	Due       time.Time
	Attempt   int // how often it was claimed; names the lease
	LastError string
	DeadAt    *time.Time // when it was given up; nil while it lives
}

// AddJob adds a job; its ID and attempts are the store's. Where one of its
// kind and key waits, that one stays as it is, but for the earlier due. One
// that is being worked on comes again at the due given, once it is finished.
func (s *Store) AddJob(ctx context.Context, j Job) (added bool, err error) {
	return write(ctx, s, "adding a job", func(t *tx) (bool, error) { return addJob(ctx, t, j) })
}

func addJob(ctx context.Context, t *tx, j Job) (added bool, err error) {
	changed, err := t.exec(ctx, `UPDATE jobs SET
			due = CASE WHEN leased_until IS NULL AND due > $3 THEN $3 ELSE due END,
			again = CASE WHEN leased_until IS NULL THEN NULL WHEN again < $3 THEN again ELSE $3 END
		WHERE kind = $1 AND key = $2 AND dead_at IS NULL`, j.Kind, j.Key, micros(j.Due))
	if err != nil || changed > 0 {
		return false, err
	}
	id, err := nextNumber(ctx, t, "job")
	if err != nil {
		return false, err
	}
	_, err = t.exec(ctx, `INSERT INTO jobs (id, kind, key, payload, due, attempt, last_error) VALUES ($1, $2, $3, $4, $5, 0, '')`,
		id, j.Kind, j.Key, append([]byte{}, j.Payload...), micros(j.Due)) // never nil
	return err == nil, err
}

const jobFields = `id, kind, key, payload, due, attempt, last_error, dead_at`

func jobs(ctx context.Context, t *tx, condition string, args ...any) ([]Job, error) {
	var all []Job
	err := t.each(ctx, `SELECT `+jobFields+` FROM jobs WHERE `+condition, args, func(rows *sql.Rows) error {
		var j Job
		var due int64
		var dead *int64
		err := rows.Scan(&j.ID, &j.Kind, &j.Key, &j.Payload, &due, &j.Attempt, &j.LastError, &dead)
		j.Due, j.DeadAt = instant(due), instantOf(dead)
		all = append(all, j)
		return err
	})
	return all, err
}

// ofKinds is a condition for jobs of some kinds, or of all when there are
// none, with its parameters numbered from $first.
func ofKinds(kinds []string, first int) (condition string, args []any) {
	if len(kinds) == 0 {
		return `1 = 1`, nil
	}
	condition = `kind IN (`
	for i, kind := range kinds {
		if i > 0 {
			condition += `, `
		}
		condition += fmt.Sprintf("$%d", first+i)
		args = append(args, kind)
	}
	return condition + `)`, args
}

// claimable is when a job can be claimed: at its due, or when the lease of
// whoever has it is over.
const claimable = `COALESCE(leased_until, due)`

// ClaimJobs leases up to n jobs of some kinds (nil: of all) that can be
// claimed, the earliest first, each to one caller only, and counts the
// attempt.
func (s *Store) ClaimJobs(ctx context.Context, now, leaseUntil time.Time, kinds []string, n int) ([]Job, error) {
	which, args := ofKinds(kinds, 3)
	free := `dead_at IS NULL AND ` + claimable + ` <= $1 AND ` + which + ` ORDER BY due, id LIMIT $2`
	args = append([]any{micros(now), n}, args...)

	const doing = "claiming jobs"
	due, err := read(ctx, s, doing, func(t *tx) ([]Job, error) { return jobs(ctx, t, free, args...) })
	if err != nil || len(due) == 0 {
		return nil, err // without waiting for a writer
	}
	return write(ctx, s, doing, func(t *tx) ([]Job, error) {
		due, err := jobs(ctx, t, free, args...)
		if err != nil {
			return nil, err
		}
		var claimed []Job
		for _, j := range due {
			changed, err := t.exec(ctx, `UPDATE jobs SET leased_until = $3, attempt = attempt + 1 WHERE id = $1 AND attempt = $2`,
				j.ID, j.Attempt, micros(leaseUntil))
			if err != nil {
				return nil, err
			}
			if changed > 0 {
				j.Attempt++
				claimed = append(claimed, j)
			}
		}
		return claimed, nil
	})
}

// ours is the condition for a job that is still leased under an attempt.
const ours = `id = $1 AND attempt = $2 AND leased_until IS NOT NULL AND dead_at IS NULL`

// KeepJob lengthens a lease. It is false when the lease is not the caller's
// any more, who then has to stop.
func (s *Store) KeepJob(ctx context.Context, id int64, attempt int, leaseUntil time.Time) (bool, error) {
	return write(ctx, s, "keeping a job", func(t *tx) (bool, error) {
		changed, err := t.exec(ctx, `UPDATE jobs SET leased_until = $3 WHERE `+ours, id, attempt, micros(leaseUntil))
		return changed > 0, err
	})
}

// FinishJob ends a job that was done, and what is kept of an earlier one of its
// kind and key that was given up. One that was added again meanwhile waits as a
// new job. It is false, and changes nothing, when the lease is not
// the caller's any more.
func (s *Store) FinishJob(ctx context.Context, id int64, attempt int) (bool, error) {
	return write(ctx, s, "finishing a job", func(t *tx) (bool, error) {
		done, again, err := ourJob(ctx, t, id, attempt)
		if err != nil || done == nil {
			return false, err
		}
		if _, err := t.exec(ctx, `DELETE FROM jobs WHERE id = $1`, id); err != nil {
			return false, err
		}
		if err := forgetDead(ctx, t, *done); err != nil {
			return false, err
		}
		return true, addAgain(ctx, t, *done, again)
	})
}

// forgetDead removes the one of a job's kind and key that was given up.
func forgetDead(ctx context.Context, t *tx, j Job) error {
	_, err := t.exec(ctx, `DELETE FROM jobs WHERE kind = $1 AND key = $2 AND dead_at IS NOT NULL`, j.Kind, j.Key)
	return err
}

// ourJob is a job still leased under an attempt, nil when it isn't, and when
// it was added again for.
func ourJob(ctx context.Context, t *tx, id int64, attempt int) (j *Job, again *int64, err error) {
	err = t.one(ctx, `SELECT again FROM jobs WHERE `+ours, []any{id, attempt}, &again)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	found, err := jobs(ctx, t, `id = $1`, id)
	if err != nil || len(found) == 0 {
		return nil, nil, err
	}
	return &found[0], again, nil
}

func addAgain(ctx context.Context, t *tx, j Job, again *int64) error {
	if again == nil {
		return nil
	}
	j.Due = instant(*again)
	_, err := addJob(ctx, t, j)
	return err
}

// RetryJob lets a job that failed wait until due, or until what it was added
// for meanwhile, where that is sooner. It is false, and changes nothing, when
// the lease is not the caller's any more.
func (s *Store) RetryJob(ctx context.Context, id int64, attempt int, due time.Time, reason string) (bool, error) {
	return write(ctx, s, "putting off a job", func(t *tx) (bool, error) {
		changed, err := t.exec(ctx, `UPDATE jobs SET due = CASE WHEN again < $3 THEN again ELSE $3 END, last_error = $4, leased_until = NULL, again = NULL WHERE `+ours,
			id, attempt, micros(due), reason)
		return changed > 0, err
	})
}

// BuryJob gives a job up; it stays for people to see, in the place of an
// earlier dead one of its kind and key. One that was added again meanwhile
// lives on as a new job. It is false, and changes nothing, when the lease is
// not the caller's any more.
func (s *Store) BuryJob(ctx context.Context, id int64, attempt int, at time.Time, reason string) (bool, error) {
	return write(ctx, s, "giving up a job", func(t *tx) (bool, error) {
		dead, again, err := ourJob(ctx, t, id, attempt)
		if err != nil || dead == nil {
			return false, err
		}
		if err := forgetDead(ctx, t, *dead); err != nil {
			return false, err
		}
		_, err = t.exec(ctx, `UPDATE jobs SET dead_at = $2, last_error = $3, leased_until = NULL, again = NULL WHERE id = $1`, id, micros(at), reason)
		if err != nil {
			return false, err
		}
		return true, addAgain(ctx, t, *dead, again)
	})
}

// NextJob is when the next job of some kinds (nil: of all) can be claimed;
// nil when none waits.
func (s *Store) NextJob(ctx context.Context, kinds []string) (*time.Time, error) {
	return read(ctx, s, "looking for the next job", func(t *tx) (*time.Time, error) {
		which, args := ofKinds(kinds, 1)
		var at *int64
		err := t.one(ctx, `SELECT MIN(`+claimable+`) FROM jobs WHERE dead_at IS NULL AND `+which, args, &at)
		return instantOf(at), err
	})
}

// DeadJobs lists the jobs that were given up, the latest first.
func (s *Store) DeadJobs(ctx context.Context) ([]Job, error) {
	return read(ctx, s, "listing the jobs given up", func(t *tx) ([]Job, error) {
		return jobs(ctx, t, `dead_at IS NOT NULL ORDER BY dead_at DESC, id DESC`)
	})
}

// ReviveJob lets a job that was given up wait again until due. Where one of
// its kind and key lives, that one is due then at the latest.
func (s *Store) ReviveJob(ctx context.Context, id int64, due time.Time) error {
	_, err := write(ctx, s, "reviving a job", func(t *tx) (int, error) {
		found, err := jobs(ctx, t, `id = $1 AND dead_at IS NOT NULL`, id)
		if err != nil {
			return 0, err
		}
		if len(found) == 0 {
			return 0, fail(NotFound, "no job %d was given up", id)
		}
		if _, err := t.exec(ctx, `DELETE FROM jobs WHERE id = $1`, id); err != nil {
			return 0, err
		}
		found[0].Due = due
		_, err = addJob(ctx, t, found[0])
		return 0, err
	})
	return err
}

// JobCounts says how many jobs live, and how many were given up.
func (s *Store) JobCounts(ctx context.Context) (waiting, dead int, err error) {
	_, err = read(ctx, s, "counting the jobs", func(t *tx) (int, error) {
		return 0, t.one(ctx, `SELECT COUNT(*) FILTER (WHERE dead_at IS NULL), COUNT(*) FILTER (WHERE dead_at IS NOT NULL) FROM jobs`, nil, &waiting, &dead)
	})
	return waiting, dead, err
}
