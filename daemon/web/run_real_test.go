package web

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"needled/analysis"
	"needled/configs"
	"needled/daemon/store"
	"needled/daemon/web/webtest"
	"needled/ingest"
	"needled/ingest/fit"
)

// decoding reads originals as the service does.
type decoding struct{ *fakeService }

func (d decoding) Track(r store.Recording, original []byte) (analysis.Track, error) {
	legs, err := ingest.Reread([]ingest.Decoder{fit.New()}, r.Run.Format, original)
	if err != nil {
		return analysis.Track{}, err
	}
	return legs[r.Leg].Track, nil
}

// realRuns takes real FIT files of runs in; the longest of them follows a
// treatment by three days.
func (st *stage) realRuns(p store.Person) (ids []string, longest string) {
	st.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "data", "fit", "*running*.fit"))
	st.must(err)
	if len(files) == 0 {
		st.Skip("the real FIT files are not here")
	}
	st.site.Service = decoding{st.service}
	var most *analysis.Run
	for _, path := range files {
		original, err := os.ReadFile(path)
		st.must(err)
		decoded, err := fit.New().Decode(original)
		if err != nil {
			continue // no activity
		}
		st.must(st.store.KeepOriginals(st.Context(), [][]byte{original}))
		filing := analysis.Filing{Path: path, Original: analysis.SumOf(original)}
		for leg, d := range decoded {
			run := ingest.Measured(d.Run, d.Track, configs.DefaultProtocol())
			run.Provenance = analysis.WatchFile
			filing.Recordings = append(filing.Recordings, analysis.Recording{Original: filing.Original, Leg: leg, Run: run})
		}
		batch, err := st.store.BeginBatch(st.Context(), p.Runner, st.now())
		st.must(err)
		receipts, err := st.store.Record(st.Context(), p.Runner, batch, []analysis.Filing{filing})
		st.must(err)
		for _, r := range receipts {
			if r.Run == nil {
				continue
			}
			ids = append(ids, r.Run.ID)
			if r.Run.DistanceM != nil && r.Run.AscentM != nil && r.Run.AvgHR != nil && (most == nil || *r.Run.DistanceM > *most.DistanceM) {
				most = r.Run
			}
		}
	}
	runner, err := st.store.Runner(st.Context(), p.Runner)
	st.must(err)
	runner.UsualM, runner.HRMax = new(6000.0), new(188.0)
	st.must(st.store.EditRunner(st.Context(), runner))
	_, err = st.store.AddTreatment(st.Context(), analysis.Treatment{Runner: p.Runner, At: most.Start.Add(-72 * time.Hour), Muscles: []analysis.Muscle{"calf"}})
	st.must(err)
	return ids, most.ID
}

// Every real file makes a page and a chart.
func TestRealRuns(t *testing.T) {
	st := newStage(t)
	anna := st.runner("Anna")
	ids, longest := st.realRuns(anna)
	b := st.as(anna)
	for _, id := range ids {
		a := b.get("/runs/" + id + "?words")
		if a.status != 200 {
			t.Errorf("%s: %d %s", id, a.status, a.main())
		}
		a.lacks(t, "NaN", "%!", "can’t be read any more")
		data := b.get("/runs/" + id + "/chart.json")
		if data.status != 200 || !json.Valid([]byte(data.body)) {
			t.Errorf("%s: its chart is %d", id, data.status)
		}
		if picture := b.get("/runs/" + id + "/chart.svg"); picture.status != 200 || bytes.Contains([]byte(picture.body), []byte("NaN")) {
			t.Errorf("%s: its picture is %d", id, picture.status)
		}
	}
	b.get("/runs/"+longest).shows(t, "Outside the clinic&#39;s advice", "60 % of the 6.0 km you gave as usual")
	if a := b.get("/runs/" + longest + "/chart.json"); !strings.Contains(a.body, `"of":"heart_rate"`) {
		t.Error("the chart has no cap for the heart rate")
	}
	ctx := webtest.Page(t, 1280, false)
	st.openAs(ctx, anna, "/runs/"+longest)
	webtest.Do(ctx, chromedp.WaitVisible(chromedp.CSS(plot)))
	sound(t, ctx, "real-1280")
	if load := webtest.FirstLoad(ctx); load.Bytes > 150_000 {
		t.Error(load)
	}
}
