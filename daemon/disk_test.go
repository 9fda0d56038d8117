package daemon

import (
	"database/sql"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"needled/daemon/store"
	"needled/ingest/strava/stravatest"
)

// disk is the store's file, as another process has it that can fill it up.
type disk struct {
	testing.TB
	db *sql.DB
}

func (s *stage) disk() disk {
	s.Helper()
	db, err := sql.Open("sqlite", "file:"+s.path("data/needled.db")+"?_pragma=busy_timeout(5000)")
	s.must(err)
	s.Cleanup(func() { db.Close() })
	return disk{s, db}
}

func (d disk) do(statement string) {
	d.Helper()
	if _, err := d.db.ExecContext(d.Context(), statement); err != nil {
		d.Fatal(err)
	}
}

// everything are the tables that the daemon writes most.
var everything = []string{"recordings", "originals", "batches", "strava_accounts", "strava_apps", "sources", "jobs", "events", "deliveries", "seen"}

// fill makes writes to the tables fail as on a disk that is full: whatever is
// to be written brings with it a row of a table that takes no more.
func (d disk) fill(tables ...string) {
	d.Helper()
	d.do(`CREATE TABLE brim (id INTEGER PRIMARY KEY AUTOINCREMENT, more TEXT)`)
	d.do(`INSERT INTO brim (id) VALUES (9223372036854775807)`)
	for _, table := range tables {
		for _, write := range []string{"INSERT", "UPDATE"} {
			d.do(fmt.Sprintf(`CREATE TRIGGER brim_%s_%s BEFORE %s ON %s BEGIN INSERT INTO brim (more) VALUES (NULL); END`, write, table, write, table))
		}
	}
}

// makeRoom ends what fill began.
func (d disk) makeRoom(tables ...string) {
	d.Helper()
	for _, table := range tables {
		d.do(`DROP TRIGGER brim_INSERT_` + table)
		d.do(`DROP TRIGGER brim_UPDATE_` + table)
	}
	d.do(`DROP TABLE brim`)
}

func TestAFullDiskIsOne(t *testing.T) {
	s := newStage(t)
	service := s.service()
	d := s.disk()
	d.fill("sources")
	_, err := service.Store.PutSource(t.Context(), store.Source{Runner: "me", Name: "x", State: store.SourceOK})
	if !store.IsKind(err, store.Unavailable) {
		t.Fatalf("a full disk is %v", err)
	}
	d.makeRoom("sources")
	_, err = service.Store.PutSource(t.Context(), store.Source{Runner: "me", Name: "x", State: store.SourceOK})
	s.must(err)
}

// A pair of tokens that can't be stored is kept until it can, and Strava is
// not asked for another meanwhile: it takes no older one any more.
func TestDiskFullDuringTokenStorage(t *testing.T) {
	want := undisturbed(t)
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		service := s.service()
		defer service.Store.Close()
		s.story(service)
		disk := s.disk()
		defer disk.db.Close()
		s.strava.Fail(stravatest.Token, func(w http.ResponseWriter, r *http.Request) {
			disk.fill("strava_accounts")
			s.strava.ServeHTTP(w, r)
		})
		s.strava.Reset()
		for range 3 {
			if _, err := service.SyncStrava(t.Context(), "me", nil); err != nil {
				t.Fatal(err)
			}
			source := s.source(service, stravaSource)
			if source.State != store.SourceNeedsYou || !strings.Contains(source.Detail, "make room on the disk") {
				t.Errorf("status says %s: %s", source.State, source.Detail)
			}
		}
		s.log.says(t, "could not be stored", `"state":"needs-you"`)
		// Settings read again don't lose it either.
		next := s.service()
		defer next.Store.Close()
		next.takeOver(service)
		disk.makeRoom("strava_accounts")
		if _, err := next.SyncStrava(t.Context(), "me", nil); err != nil {
			t.Fatal(err)
		}
		if source := s.source(next, stravaSource); source.State != store.SourceOK {
			t.Errorf("with room status says %s: %s", source.State, source.Detail)
		}
		if n := s.strava.Count(stravatest.Token); n != 2 { // the fault serves it anew
			t.Errorf("%d renewals, want 1", n-1)
		}
		if runs := s.runs(next); runs != want {
			t.Errorf("in the end:\n%swant\n%s", runs, want)
		}
		if account, err := next.Store.StravaAccount(t.Context(), "me"); err != nil || account.Generation != 2 {
			t.Errorf("generation %d, %v", account.Generation, err)
		}
	})
}

// Where needled ends before there is room, the connection is at an end: that is
// told, and what came from Strava goes.
func TestDiskFullDuringTokenStorageAndARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		service := s.service()
		defer service.Store.Close()
		s.story(service)
		disk := s.disk()
		defer disk.db.Close()
		s.strava.Fail(stravatest.Token, func(w http.ResponseWriter, r *http.Request) {
			disk.fill("strava_accounts")
			s.strava.ServeHTTP(w, r)
		})
		_, err := service.SyncStrava(t.Context(), "me", nil)
		s.must(err)
		disk.makeRoom("strava_accounts")
		time.Sleep(5 * time.Minute) // the lease of the renewal ends
		next := s.service()
		defer next.Store.Close()
		if r, err := next.SyncStrava(t.Context(), "me", nil); err != nil || !r.Ended {
			t.Errorf("%+v, %v", r, err)
		}
		source := s.source(next, stravaSource)
		if source.State != store.SourceNeedsYou || !strings.Contains(source.Detail, "run `needled connect strava`") {
			t.Errorf("status says %s: %s", source.State, source.Detail)
		}
		if runs := s.runs(next); runs != "" {
			t.Errorf("left: %s", runs)
		}
	})
}

// The disk is full when something of Strava's is to be kept.
func TestDiskFullDuringSync(t *testing.T) {
	want := undisturbed(t)
	for _, table := range []string{"recordings", "originals", "strava_apps", "sources", "batches"} {
		t.Run(table, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStage(t)
				service := s.service()
				defer service.Store.Close()
				s.story(service)
				before := s.runs(service)
				disk := s.disk()
				defer disk.db.Close()
				disk.fill(table)
				_, err := service.SyncStrava(t.Context(), "me", nil)
				if !store.IsKind(err, store.Unavailable) || !strings.Contains(fmt.Sprint(err), "is full") || !strings.Contains(err.Error(), "make room") {
					t.Errorf("the error: %v", err)
				}
				if runs := s.runs(service); !strings.Contains(runs, lineOf(before, 0)) {
					t.Errorf("what was there is gone: %s", runs)
				}
				disk.makeRoom(table)
				if _, err := service.SyncStrava(t.Context(), "me", nil); err != nil {
					t.Fatal(err)
				}
				if runs := s.runs(service); runs != want {
					t.Errorf("in the end:\n%swant\n%s", runs, want)
				}
			})
		})
	}
}

// The disk is full, or the store is another's, while files arrive: they are
// taken once there is room, each once.
func TestStoreThatTakesNothingWhileFilesArrive(t *testing.T) {
	for _, c := range []struct {
		name   string
		spoil  func(disk) (mend func())
		says   string
		status bool // status can be kept meanwhile
	}{
		{"full", func(d disk) func() {
			d.fill("recordings", "originals")
			return func() { d.makeRoom("recordings", "originals") }
		}, "is full; make room", true},
		{"full for everything", func(d disk) func() {
			d.fill(everything...)
			return func() { d.makeRoom(everything...) }
		}, "is full; make room", false},
		{"in use", func(d disk) func() {
			d.db.SetMaxOpenConns(1)
			d.do("BEGIN IMMEDIATE")
			return func() { d.do("ROLLBACK") }
		}, "in use by another process", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStage(t)
			service := s.service()
			s.treated(service, time.Now().Add(-day))
			d := s.run()
			s.log.wait(t, "empty so far", 1)
			mend := c.spoil(s.disk())
			s.arrive("inbox/run.gpx", gpx(time.Now().Add(-2*time.Hour), 12, 52))
			s.log.wait(t, "files could not be taken in; they are tried again", 1)
			s.log.says(t, c.says)
			if status, _ := d.get("/readyz"); status != http.StatusOK {
				t.Errorf("/readyz answers %d", status)
			}
			if c.status {
				s.log.wait(t, `"state":"waiting"`, 1)
				source := s.source(service, "watch "+s.path("inbox"))
				if source.State != store.SourceWaiting || !strings.Contains(source.Detail, c.says) {
					t.Errorf("status says %s: %s", source.State, source.Detail)
				}
			}
			mend()
			s.until("the folder does well with one file", func() bool {
				source := s.source(service, "watch "+s.path("inbox"))
				return source.State == store.SourceOK && source.Detail == "1 file"
			})
			if runs := s.runs(service); strings.Count(runs, "\n") != 1 || !strings.Contains(runs, "violation") {
				t.Errorf("the runs: %s", runs)
			}
			if events := s.events(service); len(events) != 1 || events[0].Kind != store.EventOutside {
				t.Errorf("the events: %+v", events)
			}
			if err := d.stop(); err != nil {
				t.Error(err)
			}
		})
	}
}
