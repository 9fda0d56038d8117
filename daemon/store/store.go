// Package store keeps everything needled knows: runners, treatments,
// check-ins, the originals people gave us, the runs they hold, and the
// verdicts on them. There is one Store, on SQLite; its SQL is written so that
// PostgreSQL takes it too.
//
// A public method opens and commits a transaction; the work is in functions
// that take it. What was fetched from Strava may be kept for days only: no
// transaction sees any of it that is overdue. Whatever changes a runner's history judges the recoveries it
// touches in the same transaction, so verdicts are never behind what they
// rest on. The store decides nothing about runs itself: which recordings are
// of one run, and what a verdict says, is decided in package analysis.
package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"needled/analysis"
)

// Options are what a Store needs besides its address.
type Options struct {
	// Protocol is the advice in force.
	Protocol analysis.Protocol
	// Zone holds for runners who have none of their own. Nil is UTC.
	Zone *time.Location
	// Measure reads a leg of an original again and measures it by the protocol
	// in force, for runs measured by other numbers. The run is as it is stored:
	// its format is that of the original, and what it is told counts (see
	// analysis.Told). Nil leaves all as they are.
	Measure func(run analysis.Run, original []byte, leg int) (analysis.Run, error)
	// Now is the clock. Nil is time.Now.
	Now func() time.Time
	// BusyTimeout is how long to wait for another process that is writing;
	// 0 means 5 s.
	BusyTimeout time.Duration
}

// Store is safe for use by several goroutines and by several processes.
type Store struct {
	Options
	path           string
	writer, reader *sql.DB
	light          *sql.DB // writes without waiting for the disk
	protocol       string  // fingerprint
	measuring      string  // fingerprint of the measuring numbers
}

// Open opens the store at an address such as sqlite:/var/lib/needled/needled.db,
// and creates or migrates it when needed.
func Open(ctx context.Context, address string, o Options) (*Store, error) {
	path, err := fileOf(address)
	if err != nil {
		return nil, err
	}
	if o.BusyTimeout == 0 {
		o.BusyTimeout = 5 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Store{
		Options: o, path: path,
		protocol:  o.Protocol.Fingerprint(),
		measuring: o.Protocol.MeasuringFingerprint(),
	}
	if err := s.openSQLite(ctx); err != nil {
		s.Close()
		return nil, s.explain(ctx, "opening the store "+path, err)
	}
	return s, nil
}

// fileOf is the file of the store at an address.
func fileOf(address string) (string, error) {
	engine, path, found := strings.Cut(address, ":")
	switch {
	case engine == "postgres" || engine == "postgresql":
		return "", fail(Invalid, "the store %s: PostgreSQL is not supported yet; use sqlite:FILE", withoutPassword(address))
	case !found || engine != "sqlite" || path == "":
		return "", fail(Invalid, "the store %q is not an address: write sqlite:FILE, such as sqlite:needled.db", address)
	}
	return path, nil
}

// withoutPassword is a database address fit to be shown.
func withoutPassword(address string) string {
	scheme, rest, _ := strings.Cut(address, "://")
	if _, host, ok := strings.Cut(rest, "@"); ok {
		rest = host
	}
	return scheme + "://" + rest
}

// Close waits for transactions under way and closes the store.
func (s *Store) Close() error {
	var first error
	for _, db := range []*sql.DB{s.reader, s.light, s.writer} { // the writer last: it tidies the log
		if db == nil {
			continue
		}
		if err := db.Close(); err != nil && first == nil {
			first = err
		}
	}
	return s.explain(context.Background(), "closing the store", first)
}

// Ping says whether the store answers.
func (s *Store) Ping(ctx context.Context) error {
	_, err := read(ctx, s, "asking the store", func(t *tx) (int, error) {
		var n int
		return n, t.one(ctx, `SELECT COUNT(*) FROM counters`, nil, &n)
	})
	return err
}
