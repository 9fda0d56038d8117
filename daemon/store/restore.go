package store

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"time"

	"needled/analysis"
)

// Kept is what a person entered, on its way back into a store.
type Kept struct {
	// Runner is whose history it becomes, with the settings it had.
	// DefaultZone is the zone that was in force.
	Runner analysis.Runner
	// Treatments known by date only are at midnight UTC of their date.
	Treatments []analysis.Treatment
	CheckIns   []analysis.CheckIn
	Rulings    []analysis.Ruling
	Edits      []RecordingEdit
}

// Restored is what became of it.
type Restored struct {
	Treatments, CheckIns, Words int // that were not there and were added

	Known   int      // of all, those that were there
	Refused []string // a sentence each, for those that contradict what is there
}

// Restore adds what a person entered in another store, under the same IDs
// where they are free. What is there already stays as it is. A runner is made
// only where there is none at all, and settings are taken over only by a
// runner of whom nothing is kept yet. With dryRun it answers, and keeps
// nothing.
func (s *Store) Restore(ctx context.Context, k Kept, dryRun bool) (Restored, error) {
	var done Restored
	_, err := write(ctx, s, "restoring", func(t *tx) (int, error) {
		r := restoring{Store: s, t: t, name: k.Runner.Name}
		if err := r.all(ctx, k); err != nil {
			return 0, err
		}
		if done = r.done; dryRun {
			return 0, errRehearsed
		}
		return 0, nil
	})
	if errors.Is(err, errRehearsed) {
		err = nil
	}
	return done, err
}

// restoring is one Restore under way.
type restoring struct {
	*Store
	done  Restored
	t     *tx
	name  string
	words []analysis.RecordingKey // of which a word was added
}

func (r *restoring) refuse(format string, args ...any) {
	r.done.Refused = append(r.done.Refused, fmt.Sprintf(format, args...))
}

func (r *restoring) all(ctx context.Context, k Kept) error {
	runner, err := r.runnerOf(ctx, k.Runner)
	if err != nil {
		return err
	}
	for _, treatment := range k.Treatments {
		if err := r.treatment(ctx, runner, treatment); err != nil {
			return err
		}
	}
	if err := r.checkIns(ctx, k.CheckIns); err != nil {
		return err
	}
	w, err := loadWords(ctx, r.t, r.name)
	if err != nil {
		return err
	}
	if err := r.rulings(ctx, w, k.Rulings); err != nil {
		return err
	}
	if err := r.edits(ctx, w, k.Edits); err != nil {
		return err
	}
	if r.done.Treatments+r.done.CheckIns+r.done.Words == 0 {
		return nil
	}
	var seeds []recording
	for _, key := range r.words {
		found, err := recordings(ctx, r.t, r.name, `original = $2 AND leg = $3`, key.Original[:], key.Leg)
		if err != nil {
			return err
		}
		seeds = append(seeds, found...)
	}
	if _, err := relink(ctx, r.t, r.name, seeds); err != nil {
		return err
	}
	return r.judge(ctx, r.t, r.name, everything)
}

// runnerOf is the runner it is restored for, with the settings where nothing
// is kept of the runner yet.
func (r *restoring) runnerOf(ctx context.Context, given analysis.Runner) (analysis.Runner, error) {
	if given.Zone == nil && given.DefaultZone != nil {
		here := analysis.Runner{DefaultZone: r.Zone}
		if given.DefaultZone.String() != here.Location().String() {
			given.Zone = given.DefaultZone // so that dates and verdicts stay what they were
		}
	}
	given.DefaultZone = r.Zone
	if err := validRunner(given); err != nil {
		return given, err
	}
	var stored int
	if err := r.t.one(ctx, `SELECT COUNT(*) FROM runners`, nil, &stored); err != nil {
		return given, err
	}
	if stored == 0 {
		return given, r.insertRunner(ctx, r.t, given)
	}
	known, err := r.runner(ctx, r.t, r.name)
	if err != nil {
		return given, err
	}
	var kept int
	err = r.t.one(ctx, `SELECT (SELECT COUNT(*) FROM recordings WHERE runner = $1) + (SELECT COUNT(*) FROM treatments WHERE runner = $1)
		+ (SELECT COUNT(*) FROM checkins WHERE runner = $1)`, []any{r.name}, &kept)
	switch {
	case err != nil:
		return given, err
	case reflect.DeepEqual(runnerArgs(known.Runner), runnerArgs(given)):
		return known.Runner, nil
	case kept > 0:
		r.refuse("the settings of the runner %s here are others, and were left as they are", r.name)
		return known.Runner, nil
	}
	_, err = r.t.exec(ctx, `UPDATE runners SET experience = $2, returning_from_injury = $3, hr_max = $4, resting_hr = $5,
		birth_year = $6, usual_m = $7, zone = $8, units = $9, judged_by = $10 WHERE name = $1`, append(runnerArgs(given), r.basis(given))...)
	if err != nil {
		return given, err
	}
	return given, r.keepRoster(ctx, r.t, storedRunner{Runner: given, judgedBy: r.basis(given)}, nil, nil, r.Now())
}

func (r *restoring) treatment(ctx context.Context, runner analysis.Runner, treatment analysis.Treatment) error {
	treatment.Runner = runner.Name
	if treatment.DateOnly {
		treatment.At = sameDate(treatment.At, time.UTC, runner.Location())
	}
	treatment.At = kept(treatment.At)
	here, err := treatments(ctx, r.t, runner)
	if err != nil {
		return err
	}
	for _, other := range here {
		if !other.At.Equal(treatment.At) {
			continue
		}
		id := treatment.ID
		if treatment.ID = other.ID; sameTreatment(other, treatment) {
			r.done.Known++
		} else {
			r.refuse("treatment %s of %s contradicts %s, which is at that instant already, and was left out",
				id, treatment.At.In(runner.Location()).Format("2006-01-02 15:04"), other.ID)
		}
		return nil
	}
	if treatment, err = validTreatment(ctx, r.t, runner, treatment); err != nil {
		r.refuse("treatment %s was left out: %v", treatment.ID, err)
		return nil
	}
	if treatment.ID, err = r.freeID(ctx, "treatment", "t", treatment.ID, `SELECT id FROM treatments WHERE id = $1`); err != nil {
		return err
	}
	args, err := treatmentArgs(treatment, runner.Location())
	if err != nil {
		return err
	}
	_, err = r.t.exec(ctx, `INSERT INTO treatments (runner, id, at, date_only, muscles, intensity, class, cpt, caps, note, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, append(args, micros(r.Now()))...)
	r.done.Treatments++
	return err
}

func sameTreatment(a, b analysis.Treatment) bool {
	for _, t := range []*analysis.Treatment{&a, &b} {
		if len(t.Muscles) == 0 {
			t.Muscles = nil
		}
		if len(t.Caps) == 0 {
			t.Caps = nil
		}
	}
	return reflect.DeepEqual(a, b)
}

func (r *restoring) checkIns(ctx context.Context, given []analysis.CheckIn) error {
	here, err := checkIns(ctx, r.t, r.name, beginOfTime)
	if err != nil {
		return err
	}
	for _, c := range given {
		c.Runner, c.At = r.name, kept(c.At)
		if knownCheckIn(here, c) {
			r.done.Known++
			continue
		}
		if c.ID, err = r.freeID(ctx, "checkin", "c", c.ID, `SELECT id FROM checkins WHERE id = $1`); err != nil {
			return err
		}
		if err := insertCheckIn(ctx, r.t, c, r.Now()); err != nil {
			return err
		}
		r.done.CheckIns++
	}
	return nil
}

func knownCheckIn(here []analysis.CheckIn, c analysis.CheckIn) bool {
	for _, other := range here {
		if other.At.Equal(c.At) {
			c.ID, c.At = other.ID, other.At
			if reflect.DeepEqual(other, c) {
				return true
			}
		}
	}
	return false
}

// givenIDs are those that stores give: a letter and a number. Larger numbers are
// not taken over: the next ID would be larger still.
var givenIDs = regexp.MustCompile(`^[a-z]([1-9][0-9]{0,5})$`)

// freeID is the ID given, if it is one and free, else a new one. New ones go
// on behind it.
func (r *restoring) freeID(ctx context.Context, counter, letter, given, taken string) (string, error) {
	parts := givenIDs.FindStringSubmatch(given)
	if parts != nil && given[:1] == letter {
		_, used, err := exists(ctx, r.t, taken, given)
		if err != nil {
			return "", err
		}
		if !used {
			n, err := strconv.Atoi(parts[1])
			if err != nil {
				return "", err
			}
			_, err = r.t.exec(ctx, `INSERT INTO counters (name, value) VALUES ($1, $2)
				ON CONFLICT (name) DO UPDATE SET value = CASE WHEN counters.value < excluded.value THEN excluded.value ELSE counters.value END`,
				counter, n)
			return given, err
		}
	}
	n, err := nextNumber(ctx, r.t, counter)
	return fmt.Sprintf("%s%d", letter, n), err
}

func (r *restoring) rulings(ctx context.Context, w words, given []analysis.Ruling) error {
	type pair [2]analysis.RecordingKey
	said := map[pair]bool{}
	for _, known := range w.rulings {
		said[pair{known.A, known.B}], said[pair{known.B, known.A}] = known.Same, known.Same
	}
	for _, ruling := range given {
		same, known := said[pair{ruling.A, ruling.B}]
		switch {
		case known && same == ruling.Same:
			r.done.Known++
		case known:
			r.refuse("it says the contrary of what a person said here of whether two files are one run; the word here holds")
		default:
			if err := putRuling(ctx, r.t, r.name, ruling); err != nil {
				return err
			}
			r.words = append(r.words, ruling.A, ruling.B)
			r.done.Words++
		}
	}
	return nil
}

func (r *restoring) edits(ctx context.Context, w words, given []RecordingEdit) error {
	for _, e := range given {
		word := edit{e.Sport, e.Accepted, e.Doubt}
		switch known, ok := w.edits[e.Key]; {
		case ok && known == word:
			r.done.Known++
		case ok:
			r.refuse("it says the contrary of what a person said here of a run's sport or figures; the word here holds")
		default:
			if err := putEdit(ctx, r.t, r.name, e.Key, word); err != nil {
				return err
			}
			r.words = append(r.words, e.Key)
			r.done.Words++
		}
	}
	return nil
}
