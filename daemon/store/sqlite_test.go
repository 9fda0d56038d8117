package store

import (
	"database/sql"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"needled/analysis"
)

func TestSQLite(t *testing.T) { conform(t, sqlitePlace) }

func sqlitePlace(t testing.TB) place { return fileAt(filepath.Join(t.TempDir(), "data", "needled.db")) }

func fileAt(path string) place {
	return func(t testing.TB, o Options) *Store {
		t.Helper()
		s, err := Open(t.Context(), "sqlite:"+path, o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s
	}
}

func TestOpenMakesAPrivateFile(t *testing.T) {
	s := sqlitePlace(t)(t, options())
	test(t, s).record(newRun(after(1), 3))
	files, err := filepath.Glob(s.path + "*")
	if err != nil || len(files) < 2 {
		t.Fatalf("files %v, %v; want the store and its log", files, err)
	}
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s may be read by others: %v", filepath.Base(file), info.Mode())
		}
	}
}

func TestOpenPathsThatLookLikeAddresses(t *testing.T) {
	s := fileAt(filepath.Join(t.TempDir(), "50% & #1? ü.db"))(t, options())
	if _, err := os.Stat(s.path); err != nil {
		t.Error(err)
	}
}

func TestOpenRefuses(t *testing.T) {
	write := func(name, content string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	newer := sqlitePlace(t)(t, options())
	if _, err := newer.writer.Exec(`PRAGMA user_version = 99`); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, address string
		kind          Kind
		says          string
	}{
		{"no address", "needled.db", Invalid, "write sqlite:FILE"},
		{"no file", "sqlite:", Invalid, "write sqlite:FILE"},
		{"another engine", "postgres://needled:secret@db/needled", Invalid, "not supported yet"},
		{"not a database", "sqlite:" + write("x.db", strings.Repeat("no database ", 100)), Unavailable, "not a needled store"},
		{"a folder", "sqlite:" + t.TempDir(), Unavailable, "can't be opened"},
		{"a file for a folder", "sqlite:" + write("file", "") + "/needled.db", Unavailable, "can't be made"},
		{"another program's database", "sqlite:" + foreign(t), Unavailable, "another program's database"},
		{"a newer schema", "sqlite:" + newer.path, Unavailable, "schema 99"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Open(t.Context(), c.address, options())
			test(t, nil).fails(err, c.kind, c.says)
			if strings.Contains(err.Error(), "secret") {
				t.Error("the error shows the password")
			}
		})
	}
}

func foreign(t *testing.T) string {
	path := filepath.Join(t.TempDir(), "other.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`CREATE TABLE bookmarks (url TEXT)`); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOpenCompletesAMigrationCutOff(t *testing.T) {
	p := sqlitePlace(t)
	s := p(t, options())
	// As if the process had died between the last step and the mark.
	if _, err := s.writer.Exec(`PRAGMA user_version = 0`); err != nil {
		t.Fatal(err)
	}
	test(t, p(t, options())).record(newRun(after(1), 3))
}

// A store of the first schema is brought up to date, with what is in it.
func TestOpenUpgrades(t *testing.T) {
	p := sqlitePlace(t)
	s := test(t, p(t, options()))
	s.treat(treated)
	s.record(newRun(after(1), 3))
	for _, back := range []string{`DROP INDEX recordings_by_arrival`, `DROP INDEX recordings_fetched`, `DROP INDEX checkins_by_arrival`} {
		_, err := s.writer.Exec(back)
		s.must(err)
	}
	before := s.runs(Filter{})
	for _, back := range []string{
		`DROP TABLE uploads`, `DROP TABLE messages`, `DROP TABLE patient_notes`, `DROP TABLE tokens`, `DROP TABLE audit`, `DROP TABLE consents`, `DROP TABLE sessions`, `DROP TABLE links`, `DROP TABLE people`,
		`DROP TABLE seen`, `DROP TABLE deliveries`, `DROP TABLE events`, `DROP TABLE jobs`, `DROP TABLE sources`, `DROP TABLE strava_pending`,
		`DROP TABLE strava_apps`, `DROP TABLE strava_accounts`, `DROP TABLE clock`, `DROP INDEX recordings_by_key`,
		`DROP INDEX recordings_by_expiry`, `DROP INDEX recordings_by_fetch`, `DROP INDEX originals_by_expiry`,
		`ALTER TABLE recordings DROP COLUMN expires_at`, `ALTER TABLE recordings DROP COLUMN fetched_at`, `ALTER TABLE recordings DROP COLUMN source_key`,
		`ALTER TABLE originals DROP COLUMN expires_at`, `ALTER TABLE originals DROP COLUMN fetched_at`,
		`DROP INDEX recordings_by_source_id`, `ALTER TABLE recordings DROP COLUMN source_id`, `ALTER TABLE runs DROP COLUMN source_id`,
		`DROP TABLE marks`, `DROP TABLE rulings`, `DROP TABLE edits`, `ALTER TABLE batches DROP COLUMN undone_at`,
		`DELETE FROM goose_db_version WHERE version_id > 1`, `PRAGMA user_version = 1`,
	} {
		_, err := s.writer.Exec(back)
		s.must(err)
	}
	for _, back := range []string{
		`DROP TABLE roster`, `DROP TABLE recoveries`, `ALTER TABLE runners DROP COLUMN units`,
		`ALTER TABLE recordings DROP COLUMN created_at`, `ALTER TABLE treatments DROP COLUMN created_at`, `ALTER TABLE checkins DROP COLUMN created_at`,
	} {
		_, err := s.writer.Exec(back)
		s.must(err)
	}
	s.must(s.Close())
	s = test(t, p(t, options()))
	s.equal(s.runs(Filter{}), before)
	s.must(s.EnsureJudged(t.Context(), me, nil))
	s.judged()
	aside := s.record(newRun(after(1), 4, gpx))[0]
	s.split(aside.Run.ID)
	if _, err := s.UndoBatch(t.Context(), me, aside.Batch, after(100)); err != nil {
		t.Error(err)
	}
}

func TestOpenTogether(t *testing.T) {
	done := make(chan error, 4)
	path := filepath.Join(t.TempDir(), "needled.db")
	for range cap(done) {
		go func() {
			s, err := Open(t.Context(), "sqlite:"+path, options())
			if err == nil {
				_, err = s.BeginBatch(t.Context(), me, treated)
				s.Close()
			}
			done <- err
		}()
	}
	for range cap(done) {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func TestLockedByAnother(t *testing.T) {
	p := sqlitePlace(t)
	o := options()
	o.BusyTimeout = 20 * time.Millisecond
	mine, other := test(t, p(t, o)), p(t, o)
	mine.record(newRun(after(1), 3))

	held, err := other.writer.BeginTx(t.Context(), nil)
	mine.must(err)
	_, err = mine.AddTreatment(t.Context(), analysis.Treatment{Runner: me, At: treated})
	mine.fails(err, Unavailable, "in use by another process", mine.path)
	if len(mine.runs(Filter{})) != 1 {
		t.Error("reading should go on while another process writes")
	}
	mine.must(held.Rollback())
	mine.treat(treated)
}

func TestDiskFull(t *testing.T) {
	s := test(t, sqlitePlace(t)(t, options()))
	s.record(usual()...)
	before, stats := s.runs(Filter{}), s.stats()
	var pages int
	s.must(s.writer.QueryRow(`PRAGMA page_count`).Scan(&pages))
	limit := func(n int) {
		var now int
		s.must(s.writer.QueryRow(`PRAGMA max_page_count = ` + itoa(n)).Scan(&now))
	}

	limit(pages + 2)
	noise := make([]byte, 4<<20) // nothing shrinks it
	rand.NewChaCha8([32]byte{}).Read(noise)
	err := s.KeepOriginals(t.Context(), [][]byte{noise})
	s.fails(err, Unavailable, "full", s.path)
	s.equal(s.stats(), stats)

	// Now there is room for the originals, but not for what is read of them.
	limit(1 << 30)
	batch, err := s.BeginBatch(t.Context(), me, treated)
	s.must(err)
	var many []analysis.Recording
	for i := range 50 {
		many = append(many, newRun(after(float64(i)), 6))
	}
	s.keep(many...)
	stats = s.stats()
	s.must(s.writer.QueryRow(`PRAGMA page_count`).Scan(&pages))
	limit(pages + 2)
	_, err = s.Record(t.Context(), me, batch, filings(many...))
	s.fails(err, Unavailable, "full")
	s.equal(s.runs(Filter{}), before)
	s.equal(s.stats(), stats)

	limit(1 << 30)
	receipts, err := s.Record(t.Context(), me, batch, filings(many...))
	s.must(err)
	if len(receipts) != 50 || receipts[49].Outcome != analysis.Added {
		t.Error("the rerun did not complete")
	}
	s.must(s.Check(t.Context()))
}

func TestReadOnly(t *testing.T) {
	s := test(t, sqlitePlace(t)(t, options()))
	_, err := s.writer.Exec(`PRAGMA query_only = 1`)
	s.must(err)
	_, err = s.BeginBatch(t.Context(), me, treated)
	s.fails(err, Unavailable, "can't be written", "owner and mode")
}

func TestDamagedStore(t *testing.T) {
	p := sqlitePlace(t)
	s := test(t, p(t, options()))
	var many []analysis.Recording
	for i := range 100 {
		many = append(many, newRun(after(float64(i)), 6))
	}
	s.record(many...)
	s.must(s.Close())
	b, err := os.ReadFile(s.path)
	s.must(err)
	for i := len(b) / 2; i < len(b)/2+60000; i++ {
		b[i] = 0xa5
	}
	s.must(os.WriteFile(s.path, b, 0o600))
	s.fails(p(t, options()).Check(t.Context()), Unavailable, "damaged", "backup")
}
