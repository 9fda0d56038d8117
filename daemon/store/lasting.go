package store

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"

	"needled/analysis"
)

// Lasting is all that may be kept of a runner, as of one moment. What was
// fetched from Strava is for days only: it is not in here, and the runs and
// verdicts are what they would be without it.
type Lasting struct {
	Runner     analysis.Runner
	Treatments []analysis.Treatment // by time
	CheckIns   []analysis.CheckIn   // by time
	Runs       []analysis.Entry     // of all sports, by start, without measures
	Originals  []KeptOriginal       // in the order they arrived
	Rulings    []analysis.Ruling    // in the order they were made
	Edits      []RecordingEdit

	Fetched    int // recordings left out because they were fetched from Strava
	Unreadable int // originals left out because nothing could be read from them

	bytes func(analysis.Sum) ([]byte, error)
}

// Bytes returns the bytes of an original, as long as the view lasts.
func (l *Lasting) Bytes(sum analysis.Sum) ([]byte, error) { return l.bytes(sum) }

// KeptOriginal is an original with what it gave.
type KeptOriginal struct {
	Sum          analysis.Sum
	Path, Member string // as it was given
	Format       string
	Provenance   analysis.Provenance
	Size         int64 // bytes, unpacked
	Legs         []KeptLeg
}

// KeptLeg is one activity of an original, as it was taken in, before any edit.
type KeptLeg struct {
	Leg       int
	Run       string // the run it is of
	Sport     analysis.Sport
	SubSport  string
	SourceID  string
	Integrity analysis.Integrity
}

// RecordingEdit is what a person said of a recording.
type RecordingEdit struct {
	Key      analysis.RecordingKey
	Sport    analysis.Sport // "" leaves what the source says
	Accepted bool           // the figures are right, doubtful as they are
	Doubt    string         // what is doubtful all the same
}

// Lasting shows use all that may be kept of a runner. Where something was
// fetched, other writers wait until use returns.
func (s *Store) Lasting(ctx context.Context, runner string, use func(*Lasting) error) error {
	const doing = "gathering what is kept"
	fetched, err := read(ctx, s, doing, func(t *tx) (n int, err error) {
		return n, t.one(ctx, `SELECT COUNT(*) FROM recordings WHERE runner = $1 AND expires_at IS NOT NULL`, []any{runner}, &n)
	})
	if err != nil {
		return err
	}
	if fetched == 0 {
		_, err = read(ctx, s, doing, func(t *tx) (int, error) { return 0, s.lasting(ctx, t, runner, use) })
		return err
	}
	_, err = write(ctx, s, doing, func(t *tx) (int, error) {
		if err := s.removeAllFetched(ctx, t, runner); err != nil {
			return 0, err
		}
		err := s.lasting(ctx, t, runner, func(l *Lasting) error {
			l.Fetched = fetched
			return use(l)
		})
		if err == nil {
			err = errRehearsed // nothing of it stays
		}
		return 0, err
	})
	if errors.Is(err, errRehearsed) {
		return nil
	}
	return err
}

func (s *Store) lasting(ctx context.Context, t *tx, name string, use func(*Lasting) error) error {
	r, err := s.runner(ctx, t, name)
	if err != nil {
		return err
	}
	l := &Lasting{Runner: r.Runner, bytes: func(sum analysis.Sum) ([]byte, error) { return originalBytes(ctx, t, sum) }}
	if l.Treatments, err = treatments(ctx, t, r.Runner); err != nil {
		return err
	}
	if l.CheckIns, err = checkIns(ctx, t, name, beginOfTime); err != nil {
		return err
	}
	if l.Runs, err = entries(ctx, t, name, ``, `1 = 1 ORDER BY runs.started_at, runs.id`); err != nil {
		return err
	}
	if l.Originals, err = keptOriginals(ctx, t, name); err != nil {
		return err
	}
	w, err := loadWords(ctx, t, name)
	if err != nil {
		return err
	}
	l.Rulings = w.rulings
	for _, k := range slices.SortedFunc(maps.Keys(w.edits), analysis.RecordingKey.Compare) {
		e := w.edits[k]
		l.Edits = append(l.Edits, RecordingEdit{k, e.sport, e.accepted, e.doubt})
	}
	err = t.one(ctx, `SELECT COUNT(DISTINCT sum) FROM notes WHERE runner = $1 AND sum IN (SELECT sum FROM originals)
		AND sum NOT IN (SELECT original FROM recordings WHERE runner = $1)`, []any{name}, &l.Unreadable)
	if err != nil {
		return err
	}
	return use(l)
}

// keptOriginals are the originals with recordings, each where its first one
// arrived.
func keptOriginals(ctx context.Context, t *tx, runner string) ([]KeptOriginal, error) {
	var all []KeptOriginal
	index := map[analysis.Sum]int{}
	err := t.each(ctx, `SELECT original, size, leg, run, path, member, format, provenance, sport, sub_sport, source_id, integrity
		FROM recordings JOIN originals ON originals.sum = recordings.original WHERE runner = $1 ORDER BY seq`,
		[]any{runner}, func(rows *sql.Rows) error {
			var o KeptOriginal
			var l KeptLeg
			var sum sql.RawBytes
			var provenance, sport, integrity string
			err := rows.Scan(&sum, &o.Size, &l.Leg, &l.Run, &o.Path, &o.Member, &o.Format, &provenance, &sport, &l.SubSport, &l.SourceID, &integrity)
			if err != nil {
				return err
			}
			copy(o.Sum[:], sum)
			o.Provenance, l.Sport, l.Integrity = analysis.Provenance(provenance), analysis.Sport(sport), analysis.Integrity(integrity)
			i, known := index[o.Sum]
			if !known {
				i, index[o.Sum] = len(all), len(all)
				all = append(all, o)
			}
			all[i].Legs = append(all[i].Legs, l)
			return nil
		})
	return all, err
}
