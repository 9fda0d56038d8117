package web

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"needled/analysis"
	"needled/daemon/store"
)

// says fails the test unless a page says each of these.
func (st *stage) says(a answer, status int, each ...string) {
	st.Helper()
	if a.status != status {
		st.Errorf("the page answers %d, want %d: %s", a.status, status, a.body)
	}
	for _, text := range each {
		if !strings.Contains(a.body, text) {
			st.Errorf("the page doesn't say %q:\n%s", text, a.body)
		}
	}
}

func (st *stage) saysNot(a answer, each ...string) {
	st.Helper()
	for _, text := range each {
		if strings.Contains(a.body, text) {
			st.Errorf("the page says %q:\n%s", text, a.body)
		}
	}
}

// takesIn records a run of a runner's in a batch of its own.
func (st *stage) takesIn(runner, file string, start time.Time, km float64, doubt string) analysis.Receipt {
	st.Helper()
	ctx := context.Background()
	batch, err := st.store.BeginBatch(ctx, runner, st.now())
	st.must(err)
	content := []byte(file + start.String())
	st.must(st.store.KeepOriginals(ctx, [][]byte{content}))
	run := analysis.Run{Provenance: analysis.WatchFile, Format: "fit", Sport: analysis.Running, Start: start, UTCOffsetS: new(0),
		DistanceM: new(km * 1000), MovingS: new(km * 360), ElapsedS: new(km * 360), Integrity: analysis.Intact, Doubt: doubt}
	sum := analysis.SumOf(content)
	receipts, err := st.store.Record(ctx, runner, batch, []analysis.Filing{{Path: file, Original: sum, Recordings: []analysis.Recording{{Original: sum, Run: run}}}})
	st.must(err)
	st.must(st.store.EndBatch(ctx, batch, st.now()))
	return receipts[0]
}

func TestSourcesOfNobodyYet(t *testing.T) {
	st := newStage(t)
	b := st.as(st.runner("Robin"))
	a := b.get("/sources")
	st.says(a, 200, "Strava is off", "No folder is watched for you", "Nothing yet.", `enctype="multipart/form-data"`, "Up to 1 GB at once")
	st.saysNot(a, "Connect to Strava", "Kept aside", "Disconnect")
}

func TestSourcesInEachState(t *testing.T) {
	for _, c := range []struct {
		source store.Source
		says   []string
		not    []string
	}{
		{store.Source{Name: "strava", State: store.SourceOff, Detail: "not connected; needled connect strava does it"},
			[]string{"Not connected", "Connect to Strava"}, []string{"needled connect", "Disconnect"}},
		{store.Source{Name: "strava", State: store.SourceOK, Detail: "3 activities since 2 March.", LastSuccess: new(stageTime.Add(-3 * time.Minute))},
			[]string{"●</span> ok", "Wed 4 Mar 08:57 (3 min ago)", "3 activities since 2 March.", "Disconnect …", "Powered by Strava"}, []string{"Connect to Strava", "Connect again"}},
		{store.Source{Name: "strava", State: store.SourceWaiting, Detail: "Strava can't be reached: no answer. needled tries again by itself; nothing is lost."},
			[]string{"waiting", "tries again by itself", "never"}, []string{"Connect to Strava"}},
		{store.Source{Name: "strava", State: store.SourceNeedsYou, Detail: "The connection to Strava is at an end: the leave was withdrawn. To connect again, run `needled connect strava`."},
			[]string{"needs you", "Connect again here if you like.", `href="/sources/strava/connect"`}, []string{"`", "needled connect"}},
		{store.Source{Name: "watch /media/<watch>", State: store.SourceNeedsYou, Detail: "the folder may not be read: permission denied"},
			[]string{"/media/&lt;watch&gt;", "needs you", "The folder may not be read: permission denied."}, []string{"<watch>"}},
		{store.Source{Name: "watch /media/watch", State: store.SourceWaiting, Detail: "not looked at yet; needled daemon does, or needled sync"},
			[]string{"Not looked at yet."}, []string{"needled sync"}},
	} {
		st := newStage(t)
		st.service.strava, st.service.list = true, []store.Source{c.source}
		a := st.as(st.runner("Robin")).get("/sources")
		st.says(a, 200, c.says...)
		st.saysNot(a, c.not...)
	}
}

func TestLookNow(t *testing.T) {
	st := newStage(t)
	b := st.as(st.runner("Robin"))
	if a := b.post("/sources/sync", url.Values{}); a.status != http.StatusSeeOther || a.header.Get("Location") != "/sources" {
		t.Errorf("%d to %s", a.status, a.header.Get("Location"))
	}
	if len(st.service.looked) != 1 || st.service.looked[0] != "robin" {
		t.Errorf("looked at the sources of %v", st.service.looked)
	}
	st.says(b.get("/sources"), 200, "Your sources are being looked at")
}

func TestBatchesAndWhatIsKeptAside(t *testing.T) {
	st := newStage(t)
	b := st.as(st.runner("Robin"))
	good := st.takesIn("robin", "a.fit", stageTime.Add(-3*time.Hour), 5, "")
	aside := st.takesIn("robin", "b.fit", stageTime.Add(-30*time.Hour), 5, "it is as fast as a car")
	a := b.get("/sources")
	st.says(a, 200, "Wed 4 Mar 09:00", "1 added", "1 kept aside", "/sources/batches/"+good.Batch+"/undo", `href="/runs/`+aside.Run.ID+`"`)

	// Taking one back asks first, and does it once.
	st.says(b.get("/sources/batches/"+good.Batch+"/undo"), 200, "Take back what came Wed 4 Mar 09:00?", "1 added", "Take it back")
	if a := b.post("/sources/batches/"+good.Batch+"/undo", url.Values{}); a.status != http.StatusSeeOther {
		t.Fatalf("%d: %s", a.status, a.body)
	}
	a = b.get("/sources")
	st.says(a, 200, "Taken back: 1 file, and with that 1 run.", "taken back Wed 4 Mar 09:00")
	if _, err := st.store.Run(t.Context(), "robin", good.Run.ID); !store.IsKind(err, store.NotFound) {
		t.Errorf("the run is still there: %v", err)
	}
	for _, again := range []answer{b.get("/sources/batches/" + good.Batch + "/undo"), b.post("/sources/batches/"+good.Batch+"/undo", url.Values{})} {
		st.says(again, http.StatusConflict, "taken back already")
	}
}

// Batches of others, and none at all, are answered alike.
func TestForgedBatches(t *testing.T) {
	st := newStage(t)
	robin, alex := st.runner("Robin"), st.runner("Alex")
	of := st.takesIn("alex", "b.fit", stageTime.Add(-3*time.Hour), 5, "")
	b := st.as(robin)
	foreign, unknown := b.post("/sources/batches/"+of.Batch+"/undo", url.Values{}), b.post("/sources/batches/b999/undo", url.Values{})
	if foreign.status != 404 || unknown.status != 404 || !bytes.Equal([]byte(foreign.body), []byte(unknown.body)) {
		t.Errorf("foreign: %d, unknown: %d", foreign.status, unknown.status)
	}
	if _, err := st.store.Run(t.Context(), alex.Runner, of.Run.ID); err != nil {
		t.Errorf("the other's run: %v", err)
	}
}

// Many batches are shown when asked for only.
func TestManyBatches(t *testing.T) {
	st := newStage(t)
	b := st.as(st.runner("Robin"))
	for i := range batchesShown + 1 {
		st.takesIn("robin", "a.fit", stageTime.Add(-time.Duration(i)*24*time.Hour), 5, "")
	}
	few, all := b.get("/sources"), b.get("/sources?batches=all")
	if n, m := strings.Count(few.body, "Take back …"), strings.Count(all.body, "Take back …"); n != batchesShown || m != batchesShown+1 {
		t.Errorf("%d, then %d are listed", n, m)
	}
	st.says(few, 200, "Show all")
	st.saysNot(all, "Show all")
}

// The pages of sources are a runner's own: a clinician who may see the runs has
// none of them.
func TestSourcesAreTheRunnersOwn(t *testing.T) {
	st := newStage(t)
	robin, clinician := st.runner("Robin"), st.clinician("Kim")
	st.grant(robin, clinician)
	b := st.as(clinician)
	for _, path := range []string{"/sources", "/patients/robin/sources", "/sources/uploads/u1", "/sources/strava/connect", "/sources/strava/disconnect"} {
		if a := b.get(path); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

// The settings' own words are for who runs needled, and there is no button to
// look where there is nothing to look at.
func TestSourcesForWhomTheyAre(t *testing.T) {
	st := newStage(t)
	robin := st.as(st.runner("Robin"))
	page := robin.get("/sources")
	st.says(page, 200, "Whoever runs this needled can switch it on.", "Whoever runs this needled says which folders")
	st.saysNot(page, "Look now", "[strava]", "[[watch]]")
	st.service.list = []store.Source{{Name: "watch /inbox", State: store.SourceOK}}
	st.says(robin.get("/sources"), 200, "Look now")
}

func TestSourcesForWhoRunsNeedled(t *testing.T) {
	st := newStage(t)
	st.must(st.store.AddRunner(t.Context(), analysis.Runner{Name: "me"}))
	owner, err := st.store.EnsureOwner(t.Context(), "me", st.now())
	st.must(err)
	st.says(st.as(owner).get("/sources"), 200, "under [strava]", "under [[watch]]")
}
