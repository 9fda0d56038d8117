package store

import (
	"context"
	"database/sql"
	"slices"

	"needled/analysis"
)

// words are what a person decided of a runner's recordings.
type words struct {
	rulings []analysis.Ruling // the latest last
	edits   map[analysis.RecordingKey]edit
}

// edit is what a person said of one recording.
type edit struct {
	sport    analysis.Sport // "" leaves what the source says
	accepted bool           // the source's figures are right, doubtful as they are
	doubt    string         // what is doubtful all the same
}

func loadWords(ctx context.Context, t *tx, runner string) (words, error) {
	w := words{edits: map[analysis.RecordingKey]edit{}}
	err := t.each(ctx, `SELECT original_a, leg_a, original_b, leg_b, same FROM rulings WHERE runner = $1 ORDER BY number`,
		[]any{runner}, func(rows *sql.Rows) error {
			var r analysis.Ruling
			var a, b sql.RawBytes
			err := rows.Scan(&a, &r.A.Leg, &b, &r.B.Leg, &r.Same)
			copy(r.A.Original[:], a)
			copy(r.B.Original[:], b)
			w.rulings = append(w.rulings, r)
			return err
		})
	if err != nil {
		return w, err
	}
	err = t.each(ctx, `SELECT original, leg, sport, accepted, doubt FROM edits WHERE runner = $1`,
		[]any{runner}, func(rows *sql.Rows) error {
			var k analysis.RecordingKey
			var e edit
			var sum sql.RawBytes
			err := rows.Scan(&sum, &k.Leg, &e.sport, &e.accepted, &e.doubt)
			copy(k.Original[:], sum)
			w.edits[k] = e
			return err
		})
	return w, err
}

// linkable is a recording as it is linked: with what a person said of it. One
// whose sport a person had to say matches any sport, as one that names none
// does: the other recordings of the run may be mistaken, too.
func (w words) linkable(r recording) analysis.Recording {
	e, ok := w.edits[r.Key()]
	if !ok {
		return r.Recording
	}
	linked := r.Recording
	linked.Run.Doubt = e.doubt
	if e.sport != "" {
		linked.Run.Sport = analysis.UnknownSport
	}
	return linked
}

// run is what recordings, the lead first, make of a run: the lead's figures,
// and the sport that a person said of the best one of which any said it.
func (w words) run(all []recording, members []int) analysis.Run {
	run := all[members[0]].Run
	run.Measures = nil
	lead, spoken := w.edits[all[members[0]].Key()]
	if spoken {
		if lead.accepted && run.Doubt != "" {
			run.Note = also(run.Note, "accepted as it is by a person, although "+run.Doubt)
		}
		run.Doubt = lead.doubt
	}
	for _, m := range members {
		said := w.edits[all[m].Key()].sport
		if said == "" {
			continue
		}
		if run.Sport != said {
			run.Note = also(run.Note, "a person said what sport it was: "+otherSport(run))
			run.Sport, run.SubSport = said, ""
		}
		if run.Doubt == "" && !lead.accepted {
			_, run.Doubt = analysis.DoubtOf(run, run.Start)
		}
		break
	}
	return run
}

func otherSport(run analysis.Run) string {
	switch {
	case run.Sport != analysis.UnknownSport && run.Sport != "":
		return "the source says " + string(run.Sport)
	case run.SubSport != "":
		return "the source says " + run.SubSport
	}
	return "the source names none"
}

// companions are the stored recordings that a person said are of one run with
// r, whenever they took place.
func (w words) companions(ctx context.Context, t *tx, runner string, r recording) ([]recording, error) {
	var found []recording
	for _, ruling := range w.rulings {
		other := ruling.A
		switch key := r.Key(); {
		case !ruling.Same:
			continue
		case ruling.A == key:
			other = ruling.B
		case ruling.B != key:
			continue
		}
		some, err := recordings(ctx, t, runner, `original = $2 AND leg = $3`, other.Original[:], other.Leg)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	return found, nil
}

// sameSource are the stored recordings of r's source id, r itself among them.
func sameSource(ctx context.Context, t *tx, runner string, r recording) ([]recording, error) {
	if r.Run.SourceID == "" {
		return nil, nil
	}
	return recordings(ctx, t, runner, `source_id = $2 AND source_id <> ''`, r.Run.SourceID)
}

// kin are the stored recordings other than r that could be of one run with it,
// with the marks that tell them apart.
func (w words) kin(ctx context.Context, t *tx, runner string, r recording) ([]recording, error) {
	found, err := w.companions(ctx, t, runner, r)
	if err != nil {
		return nil, err
	}
	named, err := sameSource(ctx, t, runner, r)
	if err != nil {
		return nil, err
	}
	found = append(found, named...)
	said := len(found)
	near, err := neighbours(ctx, t, runner, r)
	if err != nil {
		return nil, err
	}
	found = append(found, near...)
	for i := range found {
		if err := loadMarks(ctx, t, &found[i]); err != nil {
			return nil, err
		}
	}
	near = slices.DeleteFunc(found[said:], func(n recording) bool {
		return n.seq == r.seq || analysis.SameRun(w.linkable(r), w.linkable(n)) == analysis.Distinct
	})
	return found[:said+len(near)], nil
}
