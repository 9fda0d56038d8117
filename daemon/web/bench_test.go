package web

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"needled/analysis"
	"needled/configs"
	"needled/daemon/secret"
	"needled/daemon/store"
	"needled/daemon/store/storetest"
)

// The clinic of the benchmark: every patient lets the clinician in, has the
// runs, three treatments, check-ins and a note.
const (
	benchPatients = 2000
	benchRuns     = 300 // each
	benchSeries   = 5
	benchRounds   = 1000 // in a series
)

// BenchmarkPages asks for the pages that a clinician's day is made of, each
// time of another patient, and in turn with them for a bare page: one query of
// 20 rows by an index. It reports what takes the one slowest in a hundred, as
// a multiple of the bare page's: the medians of several series.
func BenchmarkPages(b *testing.B) {
	c := newBenchClinic(b)
	asked := []struct {
		name string
		path func(i int) string
	}{
		{"bare", func(i int) string { return "/bare?runner=" + c.patients[i].name }},
		{"roster", func(int) string { return "/patients" }},
		{"search", func(i int) string { return fmt.Sprintf("/patients?q=%03d", i%1000) }},
		{"patient", func(i int) string { return "/patients/" + c.patients[i].name }},
		{"run", func(i int) string { return "/patients/" + c.patients[i].name + "/runs/" + c.patients[i].run }},
		{"pdf", func(i int) string {
			return "/patients/" + c.patients[i].name + "/recovery/" + c.patients[i].treatment + "/report.pdf"
		}},
	}
	for i := range asked {
		c.get(asked[i].path(i)) // what is made at the first look
	}
	var halves, slowest [][]float64 // µs, of each series and page
	for b.Loop() {
		for series := range benchSeries {
			took := make([][]float64, len(asked))
			for round := range benchRounds {
				for i, page := range asked {
					if page.name == "pdf" && round%50 != 0 {
						continue
					}
					patient := ((series*benchRounds+round)*7 + i) % benchPatients
					took[i] = append(took[i], float64(c.get(page.path(patient)).Microseconds()))
				}
			}
			halves, slowest = append(halves, sharesOf(took, 0.5)), append(slowest, sharesOf(took, 0.99))
		}
	}
	for i, page := range asked {
		for name, all := range map[string][][]float64{"p50": halves, "p99": slowest} {
			b.ReportMetric(middle(all, func(of []float64) float64 { return of[i] }), page.name+"-"+name+"-µs")
			if i > 0 {
				b.ReportMetric(middle(all, func(of []float64) float64 { return of[i] / of[0] }), page.name+"-"+name+"-x-bare")
			}
		}
	}
}

// sharesOf are, of each list, what a share of it stays below.
func sharesOf(lists [][]float64, share float64) []float64 {
	var all []float64
	for _, list := range lists {
		slices.Sort(list)
		all = append(all, list[int(share*float64(len(list)))])
	}
	return all
}

// middle is the median over the series, which another program's work for a
// moment doesn't move.
func middle(series [][]float64, of func([]float64) float64) float64 {
	var all []float64
	for _, s := range series {
		all = append(all, of(s))
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// benchClinic is a site with its clinician signed in, and a bare page beside.
type benchClinic struct {
	*testing.B
	address  string
	client   *http.Client
	cookie   *http.Cookie
	patients []benchPatient
}

type benchPatient struct{ name, run, treatment string }

func newBenchClinic(b *testing.B) *benchClinic {
	b.Helper()
	file := filepath.Join(b.TempDir(), "needled.db")
	began := time.Now()
	clinician := makeClinic(b, file)
	b.Logf("made the clinic in %s", time.Since(began).Round(time.Second))
	kept := openClinic(b, file, nil)
	b.Cleanup(func() { kept.Close() })
	c := &benchClinic{B: b, client: &http.Client{}}
	for i := range benchPatients {
		p := benchPatient{name: patientName(i)}
		runs, err := kept.View(p.name, store.Shared).Runs(b.Context(), store.Filter{N: 1})
		c.must(err)
		p.run, p.treatment = runs[0].Run.ID, runs[0].Verdict.Treatment
		c.patients = append(c.patients, p)
		c.must(kept.AddAudit(b.Context(), store.Audit{At: stageTime.Add(-24 * time.Hour), Who: clinician.ID, Deed: store.DeedViewPatient, Whose: p.name, Outcome: store.OutcomeOK}))
	}
	server := httptest.NewUnstartedServer(nil)
	protocol := configs.DefaultProtocol()
	site := New(Parts{Store: kept, Service: &fakeService{}, Protocol: protocol, Default: protocol, Units: analysis.Metric, Zone: time.UTC,
		Listen: server.Listener.Addr().String(), Now: func() time.Time { return stageTime }, Log: zerolog.Nop(), Version: "test"})
	mux := http.NewServeMux()
	mux.Handle("GET /bare", barePage(b, file))
	mux.Handle("/", site.Handler())
	server.Config.Handler = mux
	server.Start()
	b.Cleanup(server.Close)

	token, expires := secret.NewToken(), stageTime.Add(time.Hour)
	data, err := site.sessions.Codec.Encode(expires, map[string]any{personKey: clinician.ID})
	c.must(err)
	c.must(kept.PutSession(b.Context(), hashOf(token), clinician.ID, data, expires))
	c.address, c.cookie = server.URL, &http.Cookie{Name: site.sessions.Cookie.Name, Value: token}
	return c
}

func patientName(i int) string { return fmt.Sprintf("patient-%04d", i) }

// openClinic opens the store as of a clock; nil is the time of all stages.
func openClinic(b *testing.B, file string, clock func() time.Time) *store.Store {
	b.Helper()
	if clock == nil {
		clock = func() time.Time { return stageTime }
	}
	kept, err := store.Open(b.Context(), "sqlite:"+file, store.Options{Protocol: configs.DefaultProtocol(), Zone: time.UTC, Now: clock})
	if err != nil {
		b.Fatal(err)
	}
	return kept
}

// makeClinic makes the store, and returns the clinician.
func makeClinic(b *testing.B, file string) store.Person {
	b.Helper()
	c, ctx := benchClinic{B: b}, b.Context()
	clock := stageTime
	kept := openClinic(b, file, func() time.Time { return clock })
	invited := sha256.Sum256([]byte("invited"))
	c.must(kept.AddLink(ctx, store.Link{Hash: invited, Kind: store.LinkInvite, Name: "Kim", Clinician: true, Created: stageTime, Expires: stageTime.Add(time.Hour)}))
	clinician, err := kept.UseLink(ctx, invited, stageTime, store.Use{Name: "Kim", Login: "kim@example.org", Password: "$argon2id$"})
	c.must(err)
	c.addRunner(kept, "first", &clock)
	c.must(kept.Close())
	c.must(storetest.Clone(ctx, file, "first", benchPatients, patientName))
	c.must(storetest.Enrol(ctx, file, "first", clinician.ID))
	return clinician
}

// addRunner adds the runner of whom the others are copies, who ran every other
// day. What is of the last days came as it was recorded.
func (c benchClinic) addRunner(kept *store.Store, name string, clock *time.Time) {
	c.Helper()
	ctx := c.Context()
	c.must(kept.AddRunner(ctx, analysis.Runner{Name: name}))
	l := legs{&fakeService{}, map[analysis.Sum]analysis.Track{}}
	record := func(from, to int) { // runs, counted from the latest
		var originals [][]byte
		var files []analysis.Filing
		for i := from; i > to; i-- {
			r := l.leg(onDay(3-2*i, 7, 0), 4+float64(i*7%80)/10)
			originals = append(originals, originalOf(r.Run))
			files = append(files, analysis.Filing{Path: fmt.Sprintf("%04d.fit", benchRuns-i), Original: r.Original, Recordings: []analysis.Recording{r}})
		}
		c.must(kept.KeepOriginals(ctx, originals))
		batch, err := kept.BeginBatch(ctx, name, *clock)
		c.must(err)
		_, err = kept.Record(ctx, name, batch, files)
		c.must(err)
		c.must(kept.EndBatch(ctx, batch, *clock))
	}
	checkIn := func(day int) {
		_, err := kept.AddCheckIn(ctx, analysis.CheckIn{Runner: name, Kind: analysis.Readiness, At: onDay(day, 6, 30), SquatOK: new(true), Soreness: new(3)})
		c.must(err)
	}
	*clock = onDay(0, 20, 0)
	for _, day := range []int{-300, -80, 0} {
		_, err := kept.AddTreatment(ctx, analysis.Treatment{Runner: name, At: onDay(day, 16, 30), Muscles: []analysis.Muscle{"calf"}})
		c.must(err)
		for i := range 10 {
			if day+i < 0 {
				checkIn(day + i)
			}
		}
	}
	record(benchRuns-1, 1)
	*clock = onDay(1, 20, 0)
	record(1, 0)
	*clock = stageTime
	checkIn(3)
	record(0, -1)
}

func (c benchClinic) must(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

// get asks for a page and says how long it took to be read.
func (c *benchClinic) get(path string) time.Duration {
	r, err := http.NewRequest(http.MethodGet, c.address+path, nil)
	c.must(err)
	r.AddCookie(c.cookie)
	began := time.Now()
	answer, err := c.client.Do(r)
	c.must(err)
	n, err := io.Copy(io.Discard, answer.Body)
	took := time.Since(began)
	c.must(err)
	c.must(answer.Body.Close())
	if answer.StatusCode != http.StatusOK || n < 500 {
		c.Fatalf("%s: %s, %d bytes", path, answer.Status, n)
	}
	return took
}

var barePageTemplate = template.Must(template.New("bare").Parse(`<!doctype html>
<title>Runs</title>
<table>
{{range .}}<tr><td><a href="/runs/{{.ID}}">{{.ID}}</a></td><td>{{.Day}}</td><td>{{.Sport}}</td><td>{{.Km}} km</td><td>{{.Minutes}} min</td></tr>
{{end}}</table>
`))

// barePage is the reference: one prepared query of a runner's newest 20 runs
// by an index, shown as a table. It knows nobody and asks nothing else.
func barePage(b *testing.B, file string) http.Handler {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=query_only(1)")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	query, err := db.Prepare(`SELECT id, started_at, sport, distance_m, moving_s FROM runs WHERE runner = $1 ORDER BY started_at DESC LIMIT 20`)
	if err != nil {
		b.Fatal(err)
	}
	type row struct {
		ID, Day, Sport string
		Km, Minutes    float64
	}
	runsOf := func(ctx context.Context, runner string) ([]row, error) {
		found, err := query.QueryContext(ctx, runner)
		if err != nil {
			return nil, err
		}
		defer found.Close()
		var all []row
		for found.Next() {
			var r row
			var at int64
			if err := found.Scan(&r.ID, &at, &r.Sport, &r.Km, &r.Minutes); err != nil {
				return nil, err
			}
			r.Day, r.Km, r.Minutes = time.UnixMicro(at).UTC().Format(time.DateOnly), r.Km/1000, r.Minutes/60
			all = append(all, r)
		}
		return all, found.Err()
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rows, err := runsOf(r.Context(), r.FormValue("runner"))
		if err == nil && len(rows) != 20 {
			err = fmt.Errorf("%d rows", len(rows))
		}
		if err == nil {
			err = barePageTemplate.Execute(w, rows)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
}
