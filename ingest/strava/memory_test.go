package strava_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"needled/analysis"
	"needled/ingest"
	"needled/ingest/strava"
	"needled/ingest/strava/stravatest"
)

// memory keeps what a store keeps, as a store does: what has expired is not
// there, a lease keeps others out, a failure changes nothing.
type memory struct {
	mu       sync.Mutex
	accounts map[string]strava.Account
	leases   map[string]time.Time
	rows     map[string]row
	waiting  map[string]strava.Pending
	budget   []byte
	lasting  map[string]bool // keys of runs that a watch file tells of, too
	writes   int             // documents taken
	swept    int
	needs    string           // what a connection that ended by itself left for a person
	failing  map[string]error // by the name of a method
}

type row struct {
	strava.Fetched
	run   analysis.Run
	track analysis.Track
}

const runner = "me"

func newMemory() *memory {
	return &memory{accounts: map[string]strava.Account{}, leases: map[string]time.Time{}, rows: map[string]row{},
		waiting: map[string]strava.Pending{}, lasting: map[string]bool{}, failing: map[string]error{}}
}

func (m *memory) do(method string, do func() error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failing[method]; err != nil {
		return err
	}
	now := time.Now()
	maps.DeleteFunc(m.rows, func(_ string, r row) bool {
		return now.Before(r.Fetched.Fetched.Add(-10*time.Minute)) || !now.Before(r.Expires)
	})
	return do()
}

func (m *memory) fail(method string, err error) { m.mu.Lock(); m.failing[method] = err; m.mu.Unlock() }

func (m *memory) Account(_ context.Context, runner string) (a strava.Account, err error) {
	err = m.do("Account", func() error {
		var ok bool
		if a, ok = m.accounts[runner]; !ok {
			return strava.ErrNotConnected
		}
		return nil
	})
	return a, err
}

func (m *memory) BeginRotation(_ context.Context, runner string, generation int64, until time.Time) (ok bool, a strava.Account, err error) {
	err = m.do("BeginRotation", func() error {
		a = m.accounts[runner]
		if ok = a.Generation == generation && !time.Now().Before(m.leases[runner]); ok {
			m.leases[runner] = until
		}
		return nil
	})
	return ok, a, err
}

func (m *memory) EndRotation(_ context.Context, runner string, generation int64, next *strava.Token) error {
	return m.do("EndRotation", func() error {
		a, ok := m.accounts[runner]
		if !ok || a.Generation != generation {
			return strava.ErrReplaced
		}
		if next != nil {
			a.Token, a.Generation = *next, generation+1
			m.accounts[runner] = a
		}
		delete(m.leases, runner)
		return nil
	})
}

// replaced says that a connection is the runner's no more.
func (m *memory) replaced(runner string, connected time.Time) error {
	if a, ok := m.accounts[runner]; !ok || !a.Connected.Equal(connected) {
		return strava.ErrReplaced
	}
	return nil
}

func (m *memory) Swept(_ context.Context, runner string, connected, from time.Time) error {
	return m.do("Swept", func() error {
		if err := m.replaced(runner, connected); err != nil {
			return err
		}
		a := m.accounts[runner]
		a.SweptFrom = &from
		m.accounts[runner], m.swept = a, m.swept+1
		return nil
	})
}

func (m *memory) Forget(_ context.Context, runner, needs string) error {
	return m.do("Forget", func() error {
		m.needs = needs
		delete(m.accounts, runner)
		clear(m.rows)
		clear(m.waiting)
		return nil
	})
}

func (m *memory) Fetched(_ context.Context, _ string, since time.Time) (all []strava.Fetched, err error) {
	err = m.do("Fetched", func() error {
		for _, r := range m.rows {
			if !r.Start.Before(since) {
				r.Lasting = m.lasting[r.Key]
				all = append(all, r.Fetched)
			}
		}
		return nil
	})
	return all, err
}

func (m *memory) Take(_ context.Context, runner string, connected time.Time, items iter.Seq[ingest.Item]) error {
	return m.do("Take", func() error {
		if err := m.replaced(runner, connected); err != nil {
			return err
		}
		for item := range items {
			r, err := take(item)
			if err != nil {
				return err
			}
			m.rows[item.Key] = r
			m.writes++
		}
		return nil
	})
}

// take does with an item what ingest does.
func take(item ingest.Item) (row, error) {
	decoder := strava.NewDecoder()
	if !decoder.Recognises(item.Member) || item.Provenance != analysis.StravaAPI || item.Path != "strava" || item.Fetched.IsZero() {
		return row{}, fmt.Errorf("an odd item: %+v", item)
	}
	r, err := item.Open()
	if err != nil {
		return row{}, err
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		return row{}, err
	}
	if err := decoder.Sniff(b); err != nil {
		return row{}, err
	}
	decoded, err := decoder.Decode(b)
	if err != nil || len(decoded) != 1 {
		return row{}, fmt.Errorf("%d activities, %w", len(decoded), err)
	}
	run := decoded[0].Run
	return row{strava.Fetched{Key: item.Key, Run: "run-" + item.Key, Start: run.Start, Fetched: item.Fetched,
		Expires: item.Fetched.Add(7 * 24 * time.Hour), Document: b}, run, decoded[0].Track}, nil
}

func (m *memory) Remove(_ context.Context, _ string, keys []string) error {
	return m.do("Remove", func() error {
		if len(keys) == 0 {
			return errors.New("removing nothing")
		}
		for _, key := range keys {
			delete(m.rows, key)
		}
		return nil
	})
}

func (m *memory) Pending(context.Context, string) (all []strava.Pending, err error) {
	err = m.do("Pending", func() error { all = slices.Collect(maps.Values(m.waiting)); return nil })
	return all, err
}

func (m *memory) PutPending(_ context.Context, _ string, p strava.Pending) error {
	return m.do("PutPending", func() error { m.waiting[p.Key] = p; return nil })
}

func (m *memory) RemovePending(_ context.Context, _, key string) error {
	return m.do("RemovePending", func() error { delete(m.waiting, key); return nil })
}

func (m *memory) UpdateBudget(_ context.Context, _ string, change func([]byte) ([]byte, error)) error {
	return m.do("UpdateBudget", func() (err error) {
		next, err := change(m.budget)
		if err == nil {
			m.budget = next
		}
		return err
	})
}

// scene is a runner connected to the stand-in.
type scene struct {
	t      *testing.T
	strava *stravatest.Server
	memory *memory
	syncer *strava.Syncer
	req    strava.Request
}

const athlete = 42

func newScene(t *testing.T) *scene {
	s := &scene{t: t, strava: stravatest.New(), memory: newMemory()}
	s.syncer = &strava.Syncer{App: newApp(s.strava, s.memory), Vault: s.memory, Shelf: s.memory}
	s.connect()
	return s
}

func newApp(server *stravatest.Server, ledger strava.Ledger) *strava.App {
	return &strava.App{
		Config: strava.Config{ClientID: stravatest.ClientID, ClientSecret: stravatest.ClientSecret, AuthURL: stravatest.AuthorizeURL,
			TokenURL: stravatest.TokenURL, RevokeURL: stravatest.RevokeURL, APIURL: stravatest.APIURL},
		HTTP: server.Client(), Ledger: ledger, Now: time.Now, Version: "1.0",
	}
}

// connect puts a new connection into the memory.
func (s *scene) connect() {
	access, refresh, expires := s.strava.Grant(athlete, "read,activity:read_all")
	var generation int64
	if before, ok := s.memory.accounts[runner]; ok {
		generation = before.Generation + 1
	}
	s.memory.accounts[runner] = strava.Account{Athlete: athlete, Scopes: "read,activity:read_all",
		Token:     strava.Token{Access: access, Refresh: refresh, Expires: expires},
		Connected: time.Now(), Generation: generation}
}

// sync does a pass that must not fail in the store.
func (s *scene) sync() strava.Result {
	s.t.Helper()
	r, err := s.syncer.Sync(s.t.Context(), runner, s.req)
	if err != nil {
		s.t.Fatalf("Sync: %v", err)
	}
	return r
}

// syncOK does a pass that must go well.
func (s *scene) syncOK() strava.Result {
	s.t.Helper()
	r := s.sync()
	if r.State != strava.OK {
		s.t.Fatalf("Sync: %s: %s", r.State, r.Detail)
	}
	return r
}

// treated opens a recovery since then, compared with the 90 days before.
func (s *scene) treated(at time.Time) {
	s.req.Recoveries = append(s.req.Recoveries, strava.Span{From: at})
	s.req.Baseline = new(at.Add(-90 * day))
}

const day = 24 * time.Hour

// row is what is kept of an activity; the test fails without it.
func (s *scene) row(id int64) row {
	s.t.Helper()
	s.memory.mu.Lock()
	defer s.memory.mu.Unlock()
	r, ok := s.memory.rows[fmt.Sprintf("strava:%d", id)]
	if !ok {
		s.t.Fatalf("activity %d is not kept", id)
	}
	return r
}

// kept is how many activities are kept now.
func (s *scene) kept() (n int) {
	_ = s.memory.do("", func() error { n = len(s.memory.rows); return nil })
	return n
}
