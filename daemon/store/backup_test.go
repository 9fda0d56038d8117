package store

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"needled/analysis"
)

// holds says whether a store's file, or its log, holds some bytes.
func holds(t testing.TB, path, what string) bool {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte(what)) {
			return true
		}
	}
	return false
}

// lived is a store with something of everything in it, on day 1.2.
func lived(t testing.TB) (timed, place) {
	p := sqlitePlace(t)
	one := test(t, nil).at(p, after(1.2))
	ctx := t.Context()
	one.treat(treated)
	one.record(append(usual(), newRun(after(1), 9))...)
	one.fetch("strava:1", newRun(after(1), 9.02))
	one.fetch("strava:2", newRun(after(-2), 30, func(r *analysis.Run) { r.Device = "fetched device" })) // makes another baseline
	one.fetch("strava:3", newRun(after(0.5), 8))
	one.must(one.PutStravaAccount(ctx, StravaAccount{Runner: me, Athlete: 7, Sealed: []byte("sealed tokens"), Connected: after(1)}))
	one.must(one.UpdateStravaApp(ctx, "42", func(a *StravaApp) error { a.WebhookSecret = "secret way"; return nil }))
	one.must(one.PutPending(ctx, Pending{Runner: me, Key: "strava:pending", Due: after(2)}))
	_, err := one.PutSource(ctx, Source{Runner: me, Name: "strava", State: SourceNeedsYou, Detail: "source detail"})
	one.must(err)
	one.addJob("sync", "job key", after(2))
	for _, e := range one.events(EventOutside) {
		one.must(one.Delivered(ctx, e.ID, "service a", after(1.2)))
		one.must(one.NotDelivered(ctx, e.ID, "service b", new(after(2)), "refused by b"))
	}
	return one, p
}

func TestBackupAndRestore(t *testing.T) {
	one, _ := lived(t)
	ctx := t.Context()
	want := one.kept()
	if want.Fetched != 3 || want.Runs[4].Verdict == nil {
		t.Fatalf("%+v", want)
	}
	before := one.dump()
	file := filepath.Join(t.TempDir(), "backup.db")
	one.must(one.Backup(ctx, file))
	one.equal(one.dump(), before) // the store is as it was

	info, err := os.Stat(file)
	one.must(err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	for _, secret := range []string{"sealed tokens", "secret way", "fetched device", "strava:1", "strava:pending", "source detail", "job key", "service b", "refused by b", "strava_api"} {
		if !holds(t, one.path, secret) {
			t.Errorf("the store should hold %q", secret)
		}
		if holds(t, file, secret) {
			t.Errorf("the backup holds %q", secret)
		}
	}
	onlyFile(t, file)
	left, err := filepath.Glob(filepath.Join(filepath.Dir(one.path), workPrefix+"*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}

	// Back, in a new place, and over what is there.
	path := filepath.Join(t.TempDir(), "new", "needled.db")
	aside, err := RestoreFile(ctx, file, "sqlite:"+path, one.Options)
	one.must(err)
	if aside != (Aside{}) {
		t.Errorf("put aside %+v, where nothing was", aside)
	}
	restored := test(t, fileAt(path)(t, one.Options))
	want.Fetched = 0
	one.equal(partsOf(restored.kept()), partsOf(want))
	restored.judged()
	restored.linked()
	restored.equal(restored.see(Shared), one.see(Shared))
	restored.must(restored.Check(ctx))
	if told := restored.events(EventOutside); len(told) != 1 || len(told[0].Services) != 1 || told[0].Services[0].Delivered == nil {
		t.Errorf("what was told: %+v", told)
	}
	restored.record(newRun(after(1.1), 2))
	changed := restored.runs(Filter{})
	_, err = RestoreFile(ctx, file, "sqlite:"+path, one.Options)
	restored.fails(err, Unavailable, "in use", "stop the daemon")
	restored.equal(restored.runs(Filter{}), changed)
	restored.must(restored.Close())

	aside, err = RestoreFile(ctx, file, "sqlite:"+path, one.Options)
	one.must(err)
	one.equal(partsOf(test(t, fileAt(path)(t, one.Options)).kept()), partsOf(want))
	one.equal(test(t, fileAt(aside.Path)(t, one.Options)).runs(Filter{}), changed) // nothing is lost
}

// partsOf are what may be kept, fit to be compared.
func partsOf(l Lasting) []any {
	return []any{l.Runs, l.Originals, l.Treatments, l.CheckIns, l.Rulings, l.Edits, l.Fetched}
}

// onlyFile checks that there is nothing beside a file.
func onlyFile(t *testing.T, file string) {
	t.Helper()
	beside, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(beside) != 1 {
		t.Errorf("beside %s: %v, %v", file, beside, err)
	}
}

// Who may do what, and who did what, goes into a backup; what somebody comes
// in by doesn't.
func TestBackupOfPeople(t *testing.T) {
	s := test(t, sqlitePlace(t)(t, options()))
	ctx := t.Context()
	admin, clinician, patient := s.clinic()
	s.link(Link{Kind: LinkInvite, By: admin.ID, Name: "somebody invited", Admin: true})
	s.must(s.PutSession(ctx, hashOf("session"), admin.ID, []byte("data of a session"), after(200)))
	s.must(s.Grant(ctx, "ben", clinician.ID, after(3)))
	s.must(s.Withdraw(ctx, "ben", clinician.ID, after(4)))
	s.must(s.Grant(ctx, "ben", clinician.ID, after(5)))
	_, err := s.AddToken(ctx, Token{Hash: hashOf("token"), Person: patient.ID, Kind: TokenCalendar})
	s.must(err)
	_, err = s.AddPatientNote(ctx, PatientNote{Runner: "ben", By: clinician.ID, At: after(3), Text: "Calf tight."})
	s.must(err)
	s.audit(looked(after(3), clinician.ID, "ben"), looked(after(5), clinician.ID, "ben"))

	file := filepath.Join(t.TempDir(), "backup.db")
	s.must(s.Backup(ctx, file))
	for _, access := range []string{"data of a session", "somebody invited"} {
		if !holds(t, s.path, access) || holds(t, file, access) {
			t.Errorf("%q should be in the store alone", access)
		}
	}
	path := filepath.Join(t.TempDir(), "needled.db")
	_, err = RestoreFile(ctx, file, "sqlite:"+path, s.Options)
	s.must(err)
	restored := test(t, fileAt(path)(t, s.Options))
	keeps := func(what func(t tester) (any, error)) {
		t.Helper()
		want, err := what(s)
		s.must(err)
		got, err := what(restored)
		s.must(err)
		s.equal(got, want)
	}
	keeps(func(t tester) (any, error) { return t.People(ctx) })
	keeps(func(t tester) (any, error) { return t.Consents(ctx, "ben") })
	keeps(func(t tester) (any, error) { return t.Tokens(ctx, patient.ID) })
	keeps(func(t tester) (any, error) { return t.PatientNotes(ctx, "ben") })
	keeps(func(t tester) (any, error) { return t.Audits(ctx, AuditFilter{}) })
	if links, err := restored.Links(ctx, ""); err != nil || len(links) != 0 {
		t.Errorf("links: %+v, %v", links, err)
	}
	if _, found, err := restored.Session(ctx, hashOf("session"), after(5)); err != nil || found {
		t.Errorf("a session came back: %v, %v", found, err)
	}
	// The log goes on where it was, and is as closed as before.
	restored.audit(looked(after(6), clinician.ID, "ben"))
	restored.must(restored.CheckAudit(ctx))
	if _, err := restored.writer.Exec(`DELETE FROM audit`); err == nil {
		t.Error("lines can be removed from a log that was restored")
	}
}

// A backup of a store that others write to is one moment of it.
func TestBackupWhileOthersWrite(t *testing.T) {
	p := sqlitePlace(t)
	writing := test(t, p(t, options()))
	writing.treat(treated)
	other := p(t, options())
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { // pairs of jobs, in one transaction each
		var err error
		for i := 0; err == nil && ctx.Err() == nil; i++ {
			_, err = write(t.Context(), writing.Store, "adding a pair", func(t *tx) (int, error) {
				for _, kind := range []string{"a", "b"} {
					_, err := t.exec(ctx, `INSERT INTO treatments (runner, id, at, date_only, muscles, intensity, class, cpt, caps, note)
						VALUES ('me', $1, $2, FALSE, '[]', '', '', '', '{}', $3)`, kind+itoa(i), int64(len(kind))*int64(2*i)+int64(kind[0]), strings.Repeat(kind, 2000))
					if err != nil {
						return 0, err
					}
				}
				return 0, nil
			})
		}
		if ctx.Err() != nil {
			err = nil
		}
		done <- err
	}()
	folder := t.TempDir()
	for i := range 5 {
		file := filepath.Join(folder, itoa(i))
		writing.must(other.Backup(t.Context(), file))
		db, err := sql.Open("sqlite", fileURI(file, nil))
		writing.must(err)
		var pairs [2]int
		writing.must(db.QueryRow(`SELECT COUNT(*) FILTER (WHERE id LIKE 'a%'), COUNT(*) FILTER (WHERE id LIKE 'b%') FROM treatments`).Scan(&pairs[0], &pairs[1]))
		writing.must(db.Close())
		if pairs[0] != pairs[1] {
			t.Errorf("half a transaction: %v", pairs)
		}
	}
	stop()
	writing.must(<-done)
}

func TestBackupRefuses(t *testing.T) {
	one, _ := lived(t)
	ctx, folder := t.Context(), t.TempDir()
	file := filepath.Join(folder, "backup.db")
	one.must(os.WriteFile(file, []byte("mine"), 0o644))
	one.fails(one.Backup(ctx, file), Conflict, "exists already", file)
	if b, err := os.ReadFile(file); err != nil || string(b) != "mine" {
		t.Errorf("%q, %v", b, err)
	}
	onlyFile(t, file)
	one.fails(one.Backup(ctx, filepath.Join(folder, "none", "backup.db")), Unavailable, "none")

	ended, end := context.WithCancel(ctx)
	end()
	if err := one.Backup(ended, filepath.Join(folder, "ended.db")); err == nil || IsKind(err, Internal) {
		t.Errorf("an ended context: %v", err)
	}
	onlyFile(t, file)

	// A file that comes to be meanwhile stays.
	late := filepath.Join(folder, "late.db")
	err := placeNew(late, func(partial string) error {
		one.must(os.WriteFile(partial, []byte("backup"), 0o600))
		return os.WriteFile(late, []byte("mine"), 0o644)
	})
	one.fails(err, Conflict, "exists already")
	if b, err := os.ReadFile(late); err != nil || string(b) != "mine" {
		t.Errorf("%q, %v", b, err)
	}
}

// What a backup that was cut off left behind goes with what expires.
func TestLeftoversOfBackupsGo(t *testing.T) {
	one, _ := lived(t)
	folder := func(name string, age time.Duration) string {
		path := filepath.Join(filepath.Dir(one.path), workPrefix+name)
		one.must(os.Mkdir(path, 0o700))
		one.must(os.WriteFile(filepath.Join(path, "needled.db"), []byte("fetched"), 0o600))
		one.must(os.Chtimes(path, time.Time{}, one.now.Add(-age)))
		return path
	}
	old, young := folder("1", 7*time.Hour), folder("2", time.Hour)
	_, err := one.PurgeExpired(t.Context())
	one.must(err)
	if _, err := os.Stat(old); !os.IsNotExist(err) {
		t.Errorf("left behind: %v", err)
	}
	if _, err := os.Stat(young); err != nil {
		t.Errorf("a backup under way: %v", err)
	}
}

func TestRestoreRefuses(t *testing.T) {
	one, _ := lived(t)
	ctx := t.Context()
	backup := filepath.Join(t.TempDir(), "backup.db")
	one.must(one.Backup(ctx, backup))
	one.must(one.Close())
	whole, err := os.ReadFile(backup)
	one.must(err)
	file := func(name string, b []byte) string {
		path := filepath.Join(t.TempDir(), name)
		one.must(os.WriteFile(path, b, 0o600))
		return path
	}
	damaged := bytes.Clone(whole)
	for i := len(damaged) / 2; i < len(damaged)*3/4; i++ {
		damaged[i] = 0xa5
	}
	newer := file("newer.db", whole)
	db, err := sql.Open("sqlite", newer)
	one.must(err)
	_, err = db.Exec(`PRAGMA user_version = 99`)
	one.must(err)
	one.must(db.Close())
	inUse := file("used.db", whole)
	one.must(os.WriteFile(inUse+"-wal", []byte("a log"), 0o600))

	before, err := os.ReadFile(one.path)
	one.must(err)
	for _, c := range []struct {
		name, backup string
		kind         Kind
		says         string
	}{
		{"nothing", filepath.Join(t.TempDir(), "none.db"), NotFound, "none.db"},
		{"a folder", t.TempDir(), Invalid, "no file"},
		{"no database", file("x.db", []byte(strings.Repeat("no database ", 100))), Unavailable, "x.db is not a needled store"},
		{"an empty file", file("empty.db", nil), Invalid, "no needled store"},
		{"another program's", foreign(t), Invalid, "no needled store"},
		{"a newer one", newer, Invalid, "newer needled"},
		{"a damaged one", file("damaged.db", damaged), "", "damaged"},
		{"cut off", file("cut.db", whole[:len(whole)/2]), "", "damaged"},
		{"a store in use", inUse, Conflict, "in use"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := RestoreFile(ctx, c.backup, "sqlite:"+one.path, one.Options)
			if err == nil || !strings.Contains(err.Error(), c.says) || c.kind != "" && !IsKind(err, c.kind) || IsKind(err, Internal) {
				t.Errorf("%v", err)
			}
			if strings.Contains(err.Error(), workPrefix) {
				t.Errorf("%v names a file nobody knows", err)
			}
			if b, err := os.ReadFile(one.path); err != nil || !bytes.Equal(b, before) {
				t.Errorf("the store was changed: %v", err)
			}
			onlyFile(t, one.path)
		})
	}
	_, err = RestoreFile(ctx, backup, "needled.db", one.Options)
	one.fails(err, Invalid, "not an address")
}

// A raw copy of a store that held something fetched holds none of it, once
// it is back for too long.
func TestRestoreKeepsNothingOverdue(t *testing.T) {
	one, _ := lived(t)
	raw := filepath.Join(t.TempDir(), "raw.db")
	one.must(copyStore(t.Context(), one.path, raw))
	*one.now = after(9)
	path := filepath.Join(t.TempDir(), "needled.db")
	_, err := RestoreFile(t.Context(), raw, "sqlite:"+path, one.Options)
	one.must(err)
	if holds(t, path, "fetched device") {
		t.Error("it is in the restored file")
	}
}

// Nobody looks after a store that was put aside, so what must go in time, and
// what gives access, is not in it.
func TestRestoreStripsWhatItPutsAside(t *testing.T) {
	one, _ := lived(t)
	backup := filepath.Join(t.TempDir(), "backup.db")
	one.must(one.Backup(t.Context(), backup))
	want := one.kept()
	want.Fetched = 0
	one.must(one.Close())
	aside, err := RestoreFile(t.Context(), backup, "sqlite:"+one.path, one.Options)
	one.must(err)
	for _, secret := range []string{"sealed tokens", "secret way", "fetched device", "strava:1", "strava_api"} {
		if holds(t, one.path, secret) { // all files that begin so
			t.Errorf("%q is left", secret)
		}
	}
	one.equal(partsOf(test(t, fileAt(aside.Path)(t, one.Options)).kept()), partsOf(want))
}

// A store that is damaged is put aside as it is, log and all.
func TestRestoreOverADamagedStore(t *testing.T) {
	one, _ := lived(t)
	backup := filepath.Join(t.TempDir(), "backup.db")
	one.must(one.Backup(t.Context(), backup))
	path := filepath.Join(t.TempDir(), "needled.db")
	one.must(os.WriteFile(path, []byte(strings.Repeat("damaged ", 2000)), 0o600))
	one.must(os.WriteFile(path+"-wal", []byte("log"), 0o600))
	aside, err := RestoreFile(t.Context(), backup, "sqlite:"+path, one.Options)
	one.must(err)
	if !aside.Whole || !holds(t, aside.Path, "damaged ") || !holds(t, aside.Path+"-wal", "log") {
		t.Error("what was there is lost")
	}
	if len(test(t, fileAt(path)(t, one.Options)).runs(Filter{})) != 5 {
		t.Error("not restored")
	}
}
