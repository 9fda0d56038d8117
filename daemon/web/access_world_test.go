package web

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"needled/analysis"
	"needled/daemon/secret"
	"needled/daemon/store"
)

// What only some may read: each stands in something of Anna's.
const (
	annasWord  = "Annas-own-word"    // in treatment, check-in and device of her file runs
	clinicWord = "Clinics-word"      // in a clinician's note on her
	stravaWord = "Stravas-own-watch" // the device of a run that only Strava has
)

// world is a store with everybody who may come, and everything of Anna's that
// can be asked for. It is made once; who changes it works on a copy.
type world struct {
	file   string
	people map[string]store.Person // by who asks; nobody isn't in it
	tokens map[string]string       // of theirs for the API
	ids    map[string]string       // what stands for each part of an address
	links  map[string]string       // tokens of links, by path
	upload store.Upload
}

// clinicWorld has two runners, two clinicians of whom Anna lets one see her
// runs, and an admin.
func clinicWorld(t *testing.T) *world {
	w := &world{file: filepath.Join(t.TempDir(), "needled.db"), people: map[string]store.Person{}}
	t.Run("making it", func(t *testing.T) {
		st := stageOn(t, w.file)
		rob, anna := st.admin("Rob"), st.fed("Anna")
		w.people = map[string]store.Person{"admin": rob, "runner": anna.Person, "another runner": st.runner("Ben"), "no consent": st.clinician("Lee"), "consent": st.clinician("Kim")}
		kim := w.people["consent"]
		st.grant(anna.Person, kim)
		w.fill(anna)
		note, err := st.store.AddPatientNote(t.Context(), store.PatientNote{Runner: "anna", By: kim.ID, At: st.now(), Text: clinicWord})
		st.must(err)
		w.ids["notes"], w.ids["sharing"], w.ids["people"] = note.ID, kim.ID, w.people["another runner"].ID
		w.ids["unshared"] = w.people["no consent"].ID
		w.links["/invitations"] = hex.EncodeToString(st.linked(store.Link{Kind: store.LinkInvite, By: kim.ID, Name: "Zoe", AsRunner: true}, nil))
		w.addLinks(st, anna.Person)
		w.addTokens(st)
	})
	return w
}

// ownWorld is one runner's own needled, without any account.
func ownWorld(t *testing.T) *world {
	w := &world{file: filepath.Join(t.TempDir(), "needled.db")}
	t.Run("making it", func(t *testing.T) {
		st := stageOn(t, w.file)
		st.must(st.store.AddRunner(t.Context(), analysis.Runner{Name: "anna", Zone: time.UTC}))
		owner, err := st.store.EnsureOwner(t.Context(), "anna", st.now())
		st.must(err)
		w.people = map[string]store.Person{"owner": owner}
		w.fill(fed{st, owner})
		w.ids["notes"], w.ids["sharing"], w.ids["unshared"], w.ids["people"] = "n1", "p9", "p9", owner.ID
		w.links["/invitations"] = hex.EncodeToString(st.linked(store.Link{Kind: store.LinkInvite, By: owner.ID, Name: "Zoe", AsRunner: true}, nil))
		w.addLinks(st, owner)
		w.addTokens(st)
	})
	return w
}

// fill gives Anna runs, a treatment, check-ins and an upload.
func (w *world) fill(anna fed) {
	st, ctx := anna.stage, context.Background()
	device := func(name string) func(*analysis.Run) {
		return func(r *analysis.Run) { r.Device = name }
	}
	anna.usual(days(6))
	treatment := anna.treated(days(6), func(t *analysis.Treatment) { t.Note = annasWord })
	anna.record(anna.easy(days(2), 8, device(annasWord)))
	anna.record(anna.easy(days(1), 7, device(stravaWord), func(r *analysis.Run) { r.Provenance, r.Format = analysis.StravaAPI, "strava" }))
	check := anna.checkedIn(analysis.CheckIn{Kind: analysis.AfterRun, At: st.now().Add(-days(1)), Pain: new(2), Note: annasWord})
	runs, err := st.store.Runs(ctx, "anna", store.Filter{})
	st.must(err)
	id := func(device string) string {
		return runs[slices.IndexFunc(runs, func(e analysis.Entry) bool { return e.Run.Device == device })].Run.ID
	}
	batches, err := st.store.Batches(ctx, "anna")
	st.must(err)
	_, token := st.tokenFor(anna.Person, store.TokenAPI)
	file := slices.IndexFunc(batches, func(b store.Batch) bool { return b.Fetched == 0 })
	w.ids = map[string]string{"runs": id(annasWord), "strava run": id(stravaWord), "checkin": check.ID, "treatments": treatment.ID, "batches": batches[file].ID, "tokens": token.ID, "uploads": "u1"}
	w.upload = store.Upload{ID: "u1", Runner: "anna", At: st.now(), Ended: new(st.now()), Files: []string{annasWord + ".fit"}}
	w.links = map[string]string{}
	calendar, _ := st.tokenFor(anna.Person, store.TokenCalendar)
	w.ids["calendar"] = calendar + ".ics"
}

// addLinks makes one link of each kind.
func (w *world) addLinks(st *stage, anna store.Person) {
	links := map[string]store.Link{
		"/open": {Kind: store.LinkOpen, Person: anna.ID},
		"/join": {Kind: store.LinkInvite, Name: "Max", AsRunner: true}, "/password": {Kind: store.LinkPassword, Person: anna.ID},
	}
	if w.links["/setup"] = "of long ago"; anna.Password == "" {
		links["/setup"] = store.Link{Kind: store.LinkSetup} // there is none once somebody has a password
	}
	for path, l := range links {
		st.linked(l, func(token string) { w.links[path] = token })
	}
}

func (w *world) addTokens(st *stage) {
	w.tokens = map[string]string{}
	for who, p := range w.people {
		w.tokens[who], _ = st.tokenFor(p, store.TokenAPI)
	}
}

// linked makes a link and returns the hash of its token.
func (st *stage) linked(l store.Link, told func(token string)) []byte {
	st.Helper()
	token := secret.NewToken()
	l.Hash, l.Created, l.Expires = sha256.Sum256([]byte(token)), st.now(), st.now().Add(days(1))
	st.must(st.store.AddLink(context.Background(), l))
	if told != nil {
		told(token)
	}
	return l.Hash[:]
}

func (st *stage) tokenFor(p store.Person, kind store.TokenKind) (string, store.Token) {
	st.Helper()
	text := secret.NewToken()
	kept, err := st.store.AddToken(context.Background(), store.Token{Hash: hashOf(text), Person: p.ID, Kind: kind, Name: "a token", Created: st.now()})
	st.must(err)
	return text, kept
}

// copied is a stage on a copy of the world.
func (w *world) copied(t *testing.T) *stage {
	t.Helper()
	content, err := os.ReadFile(w.file)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "needled.db")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	st := stageOn(t, file)
	st.file = file
	st.service.strava = true
	st.service.uploads = map[string]store.Upload{"u1": w.upload}
	st.site.Service = takesUploads{st.service, w.upload}
	st.service.messages = Messages{Services: []string{"phone"}, Runner: "anna"}
	st.service.tested = []TestedMessage{{Service: "phone"}}
	return st
}

// takesUploads has taken whatever was sent in.
type takesUploads struct {
	*fakeService
	done store.Upload
}

func (s takesUploads) AwaitUpload(context.Context, string, string) (store.Upload, error) {
	u := s.done
	u.Files = nil
	return u, nil
}

// enter is the browser of one who asks, signed in if they are somebody.
func (w *world) enter(st *stage, who string) *browser {
	if p, is := w.people[who]; is {
		return st.as(p)
	}
	return st.nobody()
}

// address is a route with Anna's own IDs in it.
func (w *world) address(r route) string {
	_, path, _ := strings.Cut(r.pattern, " ")
	short := strings.TrimPrefix(strings.TrimPrefix(path, apiPrefix), "/patients/{runner}")
	first, rest, _ := strings.Cut(strings.TrimPrefix(short, "/"), "/")
	_, second, _ := strings.Cut("/"+rest, "/")
	id := w.ids[first]
	switch {
	case first == "checkins":
		id = w.ids["checkin"]
	case first == "patients" || strings.HasPrefix(second, "notes/"):
		id = w.ids["notes"]
	case strings.HasPrefix(second, "uploads/"), strings.HasPrefix(second, "batches/"), strings.HasPrefix(second, "tokens/"):
		kind, _, _ := strings.Cut(second, "/")
		id = w.ids[kind]
	}
	person := w.ids[cmp.Or(map[bool]string{true: "people"}[first == "people"], map[bool]string{true: "unshared"}[strings.HasSuffix(path, "/grant")], "sharing")]
	file := "report.json"
	if first == "calendar" {
		file = w.ids["calendar"]
	}
	name := "app.css"
	if strings.HasPrefix(short, "/inbox/") {
		name = "run.fit"
	}
	path = strings.NewReplacer("{$}", "", "{runner}", "anna", "{id}", id, "{treatment}", w.ids["treatments"], "{person}", person,
		"{file}", file, "{name}", name, "{name...}", name, "{link}", w.links["/invitations"]).Replace(path)
	if method, _, _ := strings.Cut(r.pattern, " "); method == http.MethodGet && w.links[path] != "" && path != "/invitations" {
		path += "?" + url.Values{"token": {w.links[path]}}.Encode()
	}
	return path
}

// apiPrefix is what the addresses of the API begin with.
const apiPrefix = "/api/v1"

// dump is all that is kept, but for the audit log, sessions, when a token was
// last used, and the roster's lines, which are drawn up when they are looked at;
// and what the service was asked to do.
func (st *stage) dump() string {
	st.Helper()
	db, err := sql.Open("sqlite", "file:"+st.file)
	st.must(err)
	defer db.Close()
	var b strings.Builder
	for _, table := range st.column(db, `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT IN ('audit', 'sessions', 'roster') ORDER BY name`) {
		columns := st.column(db, fmt.Sprintf(`SELECT name FROM pragma_table_info('%s') WHERE name <> 'last_used' AND name <> 'last_used_at'`, table))
		where := ""
		if table == "counters" {
			where = ` WHERE name <> 'audit'`
		}
		fmt.Fprintln(&b, table, st.column(db, fmt.Sprintf(`SELECT json_array(%s) FROM "%s"%s ORDER BY 1`, quoted(columns), table, where)))
	}
	fmt.Fprintln(&b, st.service.looked, len(st.service.taken), len(st.service.answers), st.service.disconnected)
	return b.String()
}

func quoted(columns []string) string {
	var all []string
	for _, c := range columns {
		all = append(all, fmt.Sprintf(`CASE typeof("%[1]s") WHEN 'blob' THEN hex("%[1]s") ELSE "%[1]s" END`, c))
	}
	return strings.Join(all, ", ")
}

func (st *stage) column(db *sql.DB, query string) []string {
	st.Helper()
	rows, err := db.Query(query)
	st.must(err)
	defer rows.Close()
	var all []string
	for rows.Next() {
		var text string
		st.must(rows.Scan(&text))
		all = append(all, text)
	}
	st.must(rows.Err())
	return all
}
