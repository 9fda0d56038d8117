package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"needled/analysis"
)

// RosterRow is a runner as a clinician's list shows them: what a shared view
// shows of the latest treatment that has begun.
type RosterRow struct {
	Runner, Name string              // Name is the person's, else the runner's
	Treatment    *analysis.Treatment // nil without one
	Planned      *analysis.Treatment // the next that has not begun, nil without one
	// Floor and Clear are those of its recovery, Ends its end, or the latest
	// it can have while it is open; zero without a treatment.
	Floor, Clear, Ends time.Time
	// Runs are the numbered ones of that recovery, and of them those of each
	// level.
	Runs, OK, Unknown, Caution, Violation int
	Worst                                 *Flag      // see Flag; nil where all is ok
	Marks                                 []DayMark  // a mark a local day, from that of the treatment on
	LastData                              *time.Time // see View.LastData
	Zone                                  *time.Location
	Units                                 analysis.Units // "" are the settings'
}

// Flag is the finding that stands for a recovery: the first of its worst run,
// as the run's own verdict has it. The worst run is the one of the worst
// level, and of those the one whose first finding lies farthest beyond its
// cap.
type Flag struct {
	Run           string // its ID
	Rule          analysis.Rule
	Level         analysis.Level
	Measured, Cap *float64 // in Unit; nil when unknown
	Unit          string
}

// DayMark is the worst level of the runs of a local day, "" where there is
// none.
type DayMark struct {
	Day   time.Time // its first instant
	Level analysis.Level
}

// RosterFilter chooses rows.
type RosterFilter string

const (
	RosterAll     RosterFilter = ""        //
	RosterOutside RosterFilter = "outside" // the worst run of the recovery is a violation
	RosterCaution RosterFilter = "caution" // it is a caution
	RosterSilent  RosterFilter = "silent"  // in an open recovery, and nothing came for SilentAfter
	RosterResting RosterFilter = "resting" // before the floor
)

// RosterSort orders rows.
type RosterSort string

const (
	// RosterWorst: open recoveries first, then those that ended, then runners
	// without a treatment; by the worst level, the number of violations, of
	// cautions, and the later treatment.
	RosterWorst     RosterSort = ""
	RosterName      RosterSort = "name"
	RosterTreatment RosterSort = "treatment" // the latest first
	RosterData      RosterSort = "data"      // the longest silent first, before them those never heard of
)

// MostSearch is how long a search may be, in characters.
const MostSearch = 100

// RosterQuery asks for a page of a clinician's list.
type RosterQuery struct {
	Now         time.Time
	Search      string // part of the name of the runner or the person, in whatever case, with accents or without
	Filter      RosterFilter
	Sort        RosterSort
	Offset, N   int
	SilentAfter time.Duration
}

// Roster returns a page of the runners who consent to a clinician's seeing
// their data, and how many there are in all. A person who is no clinician any
// more, or disabled, sees none.
func (s *Store) Roster(ctx context.Context, clinician string, q RosterQuery) (rows []RosterRow, total int, err error) {
	if q.Now.IsZero() {
		q.Now = s.Now()
	}
	for range 3 {
		fresh := false
		rows, err = read(ctx, s, "listing the runners who consent", func(t *tx) ([]RosterRow, error) {
			if fresh, err = rosterIsFresh(ctx, t, q.Now); err != nil || !fresh {
				return nil, err
			}
			var page []RosterRow
			page, total, err = s.rosterPage(ctx, t, clinician, q)
			return page, err
		})
		if err != nil || fresh {
			return rows, total, err
		}
		if err := s.refreshRoster(ctx, q.Now); err != nil {
			return nil, 0, err
		}
	}
	return nil, 0, fail(Unavailable, "the list of runners can't be brought up to date, since it changes all the time; try again")
}

func rosterIsFresh(ctx context.Context, t *tx, now time.Time) (fresh bool, err error) {
	err = t.one(ctx, `SELECT NOT EXISTS (SELECT 1 FROM roster WHERE valid_from > $1) AND NOT EXISTS (SELECT 1 FROM roster WHERE valid_until <= $1)`,
		[]any{micros(now)}, &fresh)
	return fresh, err
}

// consenting is the condition for rows of runners who consent to $1.
const consenting = `EXISTS (SELECT 1 FROM consents WHERE consents.clinician = $1 AND consents.runner = roster.runner AND withdrawn_at IS NULL)`

// columns are those to sort by; each list has an index.
func (o RosterSort) columns() (string, error) {
	switch o {
	case RosterWorst:
		return "rank, treated, runner", nil
	case RosterName:
		return "name, runner", nil
	case RosterTreatment:
		return "treated, runner", nil
	case RosterData:
		return "heard DESC, runner DESC", nil
	}
	return "", fail(Invalid, "the list of runners can't be sorted by %q", o)
}

func (s *Store) rosterPage(ctx context.Context, t *tx, clinician string, q RosterQuery) ([]RosterRow, int, error) {
	order, err := q.Sort.columns()
	if err != nil {
		return nil, 0, err
	}
	var total int
	err = t.one(ctx, `SELECT COUNT(*) FROM consents WHERE clinician = $1 AND withdrawn_at IS NULL
		AND EXISTS (SELECT 1 FROM people WHERE people.id = $1 AND clinician AND disabled_at IS NULL)`, []any{clinician}, &total)
	if err != nil || total == 0 {
		return nil, 0, err
	}
	conditions, args, err := q.conditions()
	if err != nil {
		return nil, 0, err
	}
	args = append([]any{clinician}, args...)
	where := ``
	if len(conditions) > 0 {
		where = ` AND ` + strings.Join(conditions, ` AND `)
		if err := t.one(ctx, `SELECT COUNT(*) FROM roster WHERE `+consenting+where, args, &total); err != nil {
			return nil, 0, err
		}
	}
	rows, err := s.rosterRows(ctx, t, order, where, args, q.Offset, q.N, total, q.Now)
	return rows, total, err
}

// conditions are those of search and filter, with their parameters from $2 on.
func (q RosterQuery) conditions() (conditions []string, args []any, err error) {
	given := func(v any) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", len(args)+1)
	}
	if utf8.RuneCountInString(q.Search) > MostSearch {
		return nil, nil, fail(Invalid, "a search holds at most %d characters; enter a part of the name", MostSearch)
	}
	if q.Search != "" {
		literal := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(fold(q.Search))
		conditions = append(conditions, `search LIKE `+given("%"+literal+"%")+` ESCAPE '\'`)
	}
	switch q.Filter {
	case RosterAll:
	case RosterOutside:
		conditions = append(conditions, `outside`)
	case RosterCaution:
		conditions = append(conditions, `cautious`)
	case RosterSilent:
		conditions = append(conditions, `ongoing`, `heard >= `+given(-micros(q.Now.Add(-q.SilentAfter))))
	case RosterResting:
		conditions = append(conditions, `floor_at > `+given(micros(q.Now)))
	default:
		err = fail(Invalid, "the list of runners can't be filtered by %q", q.Filter)
	}
	return conditions, args, err
}

// rosterRows reads a page of total rows, from whichever end is nearer.
func (s *Store) rosterRows(ctx context.Context, t *tx, order, where string, args []any, offset, n, total int, now time.Time) ([]RosterRow, error) {
	offset = max(offset, 0)
	n = min(n, total-offset)
	if n <= 0 {
		return nil, nil
	}
	backward := offset+n > total-offset
	if backward {
		offset = total - offset - n
		order = reversed(order)
	}
	zones := map[string]*time.Location{}
	var rows []RosterRow
	err := t.each(ctx, fmt.Sprintf(`SELECT runner, document FROM roster WHERE %s%s ORDER BY %s LIMIT $%d OFFSET $%d`, consenting, where, order, len(args)+1, len(args)+2),
		append(args, n, offset), func(found *sql.Rows) error {
			var runner string
			var document sql.RawBytes
			if err := found.Scan(&runner, &document); err != nil {
				return err
			}
			var d rosterDocument
			if err := json.Unmarshal(document, &d); err != nil {
				return fmt.Errorf("the roster's row of %s: %w", runner, err)
			}
			zone, err := s.zoneOf(zones, d.Zone)
			rows = append(rows, d.row(runner, zone, now))
			return err
		})
	if backward {
		slices.Reverse(rows)
	}
	return rows, err
}

// reversed is an order the other way round.
func reversed(order string) string {
	columns := strings.Split(order, ", ")
	for i, c := range columns {
		name, descends := strings.CutSuffix(c, " DESC")
		if columns[i] = name; !descends {
			columns[i] += " DESC"
		}
	}
	return strings.Join(columns, ", ")
}

// zoneOf is a zone by its name; those found already are in zones.
func (s *Store) zoneOf(zones map[string]*time.Location, name string) (*time.Location, error) {
	if s.Zone != nil && s.Zone.String() == name {
		return s.Zone, nil
	}
	zone, found := zones[name]
	if found {
		return zone, nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fail(Invalid, "the zone %s is not known on this machine: %v", name, err)
	}
	zones[name] = zone
	return zone, nil
}

// markedDays is how many days have a mark at most, that of the treatment
// counted.
const markedDays = 21

func (d rosterDocument) row(runner string, zone *time.Location, now time.Time) RosterRow {
	r := RosterRow{
		Runner: runner, Name: d.Name, Treatment: d.Treatment, Planned: d.Planned, Floor: d.Floor, Clear: d.Clear, Ends: d.Ends,
		OK: d.Counts.OK, Unknown: d.Counts.Unknown, Caution: d.Counts.Caution, Violation: d.Counts.Violation,
		Worst: d.Worst, LastData: d.LastData, Zone: zone, Units: d.Units,
	}
	r.Runs = r.OK + r.Unknown + r.Caution + r.Violation
	if d.Treatment == nil {
		return r
	}
	last := d.Ends
	if now.Before(last) {
		last = now
	}
	year, month, day := d.Treatment.At.In(zone).Date()
	for i := range markedDays {
		m := DayMark{Day: analysis.FirstInstant(year, month, day+i, zone)}
		if m.Day.After(last) {
			break
		}
		for _, marked := range d.Marks {
			if marked.Day.Equal(m.Day) {
				m.Level = marked.Level
			}
		}
		r.Marks = append(r.Marks, m)
	}
	return r
}
