package daemon

import (
	"database/sql"
	"fmt"
	"testing"

	"needled/daemon/store"
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
