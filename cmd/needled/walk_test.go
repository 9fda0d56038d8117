//go:build unix

package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"needled/cmd/needled/demo"
	"needled/daemon/web/webtest"
	"needled/ingest/strava/stravatest"
)

// The people of the walk.
const (
	walkAdmin     = "Robin Castellanos"
	walkClinician = "Amara Lindgren"
	walkRunner    = "Kim Sandoval"
	walkPassword  = "wool lantern orbit"
)

// TestBrowserWalk goes through the site as its people do, from the first start
// to the withdrawal of a consent, each in a browser of their own.
func TestBrowserWalk(t *testing.T) {
	w := newWalk(t)
	admin := newVisitor(t, w.site, 1280)
	clinician := newVisitor(t, w.site, 1280)
	runner := newVisitor(t, w.site, 360)

	w.firstStart(admin)
	w.join(clinician, w.invites(admin, "/people", walkClinician, "clinician"))
	clinician.says("Nobody lets you see their runs yet")
	w.join(runner, w.invites(clinician, "/invitations", walkRunner, ""))
	runner.says("To begin")

	onlyOnStrava := w.connectsStrava(runner)
	w.uploads(runner)
	w.recordsTreatment(runner)
	w.checksIn(runner)
	w.readsTheFlaggedRun(runner)

	w.seesNobody(clinician)
	w.grants(runner)
	seen := w.reviews(clinician, onlyOnStrava)
	w.withdraws(runner)
	w.seesNobodyAnyMore(clinician, seen)
	w.readsTheLog(admin)
}

// walk is a daemon for the public, a stand-in for Strava, and ten weeks of a
// runner's files.
type walk struct {
	*testing.T
	site   string // http://HOST:PORT
	link   string // what the daemon gave to set up
	strava *stravatest.Server
	stands string // the stand-in's host
	story  demo.Story
}

func newWalk(t *testing.T) *walk {
	t.Helper()
	webtest.Browser(t)
	w := &walk{T: t, strava: stravatest.New()}
	w.strava.Callback = http.DefaultClient
	api := httptest.NewServer(w.consentPage())
	t.Cleanup(api.Close)
	w.stands = strings.TrimPrefix(api.URL, "http://")

	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if w.story, err = demo.Write(filepath.Join(dir, "watch"), time.Now(), zone); err != nil {
		t.Fatal(err)
	}

	address := freeAddress(t)
	w.site = "http://" + address
	settings := filepath.Join(dir, "needled.toml")
	text := fmt.Sprintf(`
data = %q
zone = "Europe/Berlin"
log_level = "warn"
[daemon]
listen = %q
url = %q
[strava]
client_id = %q
client_secret = %q
auth_url = "%[6]s/oauth/authorize"
token_url = "%[6]s/oauth/token"
revoke_url = "%[6]s/oauth/revoke"
api_url = "%[6]s/api/v3"
`, filepath.Join(dir, "data"), address, w.site, stravatest.ClientID, stravatest.ClientSecret, api.URL)
	if err := os.WriteFile(settings, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	w.link = startDaemon(t, settings)
	return w
}

// consentPage is the stand-in for Strava with a page that asks for leave.
func (w *walk) consentPage() http.Handler {
	return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/oauth/authorize" && r.FormValue("agreed") == "" {
			fmt.Fprintf(out, `<!DOCTYPE html><html lang="en"><title>Strava</title><link rel="icon" href="data:,">
<main><h1>May needled read your activities?</h1><a href="?%s&amp;agreed=yes">Authorize</a></main>`, strings.ReplaceAll(r.URL.RawQuery, "&", "&amp;"))
			return
		}
		w.strava.ServeHTTP(out, r)
	})
}

// startDaemon runs needled daemon until the test ends, and returns the link
// that it prints. It must log no trouble.
func startDaemon(t *testing.T, settings string) (link string) {
	t.Helper()
	var log logbook
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"--config", settings, "daemon"}, machine{
			out: &log, err: &log, now: time.Now, hangup: func() <-chan os.Signal { return nil },
		})
	}()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != 0 {
			t.Errorf("the daemon ends with %d", code)
		}
		if text := log.String(); strings.Contains(text, `"level"`) {
			t.Errorf("the daemon logs\n%s", text)
		}
	})
	printed := regexp.MustCompile(`http://\S+token=\S+`)
	for late := time.Now().Add(30 * time.Second); link == ""; time.Sleep(10 * time.Millisecond) {
		if link = printed.FindString(log.String()); time.Now().After(late) {
			t.Fatalf("no link was printed:\n%s", log.String())
		}
	}
	return link
}

// logbook is what a process writes, to be read meanwhile.
type logbook struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// firstStart makes the admin by the link that the daemon printed.
func (w *walk) firstStart(admin *visitor) {
	admin.open(w.link)
	admin.says("Set up needled")
	admin.look()
	admin.fill("name", walkAdmin)
	w.credentials(admin, walkAdmin)
	admin.press("Set up needled")
	admin.says("needled is set up, and you are its admin")
	admin.look()

	// The link works once.
	if status, _ := admin.fetch(pathOf(w, w.link)); status != http.StatusNotFound {
		w.Errorf("the set-up link answers %d when it was used", status)
	}
}

// credentials chooses a login and a password.
func (w *walk) credentials(v *visitor, name string) {
	first, _, _ := strings.Cut(name, " ")
	v.fill("login", strings.ToLower(first))
	v.fill("password", walkPassword)
}

// invites makes an invitation and returns its link, copied from the page.
func (w *walk) invites(by *visitor, from, name, role string) (link string) {
	by.open(from)
	by.look()
	by.fill("name", name)
	if role != "" {
		by.choose(role, "yes")
	}
	by.press("Make an invitation")
	by.says("shown only this once")
	by.look()
	return ask[string](by, `document.querySelector(".once code").textContent`)
}

// join accepts an invitation, and says yes to nothing.
func (w *walk) join(v *visitor, link string) {
	v.open(link)
	v.look()
	if ask[bool](v, `!!document.querySelector("[name=consent]:checked")`) {
		w.Error("the consent is ticked before the runner said so")
	}
	name := ask[string](v, `document.querySelector("[name=name]").value`)
	w.credentials(v, name)
	v.press("Join needled")
	v.says("Welcome, " + name)
	v.look()
}

// connectsStrava gives needled leave to read the runner's activities, and
// returns the path of the one run that is known from there only.
func (w *walk) connectsStrava(runner *visitor) (path string) {
	treated := w.story.Treatments[1].At
	w.strava.Put(42, stravatest.Run(9001, treated.Add(70*time.Hour).Truncate(time.Second), 12_340, 4_400))

	runner.press("Add your runs")
	runner.look()
	runner.press("Connect to Strava")
	runner.press("Authorize")
	for _, fault := range webtest.Faults(runner.ctx) {
		if !strings.Contains(fault, w.stands) {
			w.Error(fault)
		}
	}
	runner.says("Connected: your runs come from Strava from now on")
	runner.look()
	runner.until("/runs", "only on Strava")
	runner.follow("main a.row")
	runner.says("12.3 km")
	runner.look()
	return runner.where()
}

// uploads gives needled the files of the watch: all but the last by the form,
// the last by dropping it there.
func (w *walk) uploads(runner *visitor) {
	files := w.story.Files
	last := files[len(files)-1]
	runner.open("/sources")
	runner.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), files[:len(files)-1]))
	runner.press("Add files")
	runner.until(runner.where(), "To today")
	w.takenIn(runner)
	runner.look()

	runner.open("/sources")
	content, err := os.ReadFile(last)
	if err != nil {
		w.Fatal(err)
	}
	runner.leave(func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		return chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => {
			const dropped = new DataTransfer();
			dropped.items.add(new File([Uint8Array.from(atob(%q), c => c.charCodeAt(0))], %q));
			document.querySelector("form.drop").dispatchEvent(new DragEvent("drop", {dataTransfer: dropped, bubbles: true, cancelable: true}));
		})()`, base64.StdEncoding.EncodeToString(content), filepath.Base(last)))(ctx, target)
	})
	w.takenIn(runner)
}

// takenIn waits until the files on this page are taken in.
func (w *walk) takenIn(runner *visitor) {
	path := runner.where()
	for late := time.Now().Add(time.Minute); strings.Contains(runner.text(), "looks again by itself"); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(late) {
			w.Fatalf("files are never taken in:\n%s", runner.text())
		}
		runner.open(path)
	}
}

// recordsTreatment records the story's second treatment.
func (w *walk) recordsTreatment(runner *visitor) {
	t := w.story.Treatments[1]
	runner.open("/treatments")
	runner.press("Record a treatment")
	runner.look()
	runner.fill("day", t.At.Format(time.DateOnly))
	runner.fill("clock", t.At.Format("15:04"))
	for _, muscle := range t.Muscles {
		runner.do(chromedp.Click(chromedp.CSS(fmt.Sprintf(`#muscles input[value=%q]`, muscle))))
	}
	runner.press("Record the treatment")
	runner.says("Recorded: treatment of ", "glutes")
	runner.look()
}

// checksIn answers what is asked before a run and after one.
func (w *walk) checksIn(runner *visitor) {
	runner.open("/today")
	runner.press("Check in")
	runner.look()
	runner.press("All four fine, no soreness")
	runner.open("/today")
	runner.says("Go: sixth run, up to 6.0 km.")
	runner.look()
	runner.open("/checkin?kind=after")
	runner.choose("pain", "4")
	runner.press("Record check-in")
	runner.open("/today")
	runner.says("Wait: your last check-in speaks against a run now.")
}

// readsTheFlaggedRun goes from Today to the last run, and points at its chart.
func (w *walk) readsTheFlaggedRun(runner *visitor) {
	runner.open("/today")
	runner.look()
	runner.says("Harder than advised", "97 % of the time, cap 20 %")
	runner.follow(`main a[href*="/runs/"]`)
	runner.do(chromedp.WaitVisible(chromedp.CSS(".chart-plot canvas")))
	middle := ask[[]float64](runner, `(() => {
		const plot = document.querySelector(".chart-plot canvas");
		plot.scrollIntoView({block: "center"});
		const box = plot.getBoundingClientRect();
		return [box.x + box.width / 2, box.y + box.height / 3];
	})()`)
	runner.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, middle[0], middle[1]))
	runner.do(chromedp.Focus(chromedp.CSS(".chart-plot")))
	values := ask[string](runner, `document.querySelector(".chart-values").innerText.replace(/\s+/g, " ")`)
	for _, name := range []string{"Distance", "Time", "Elevation", "Pace", "Heart rate"} {
		if !regexp.MustCompile(name + ` \d`).MatchString(values) {
			w.Errorf("pointing at the middle of the chart reads %q, without %s", values, name)
		}
	}
	runner.look()
}

// seesNobody holds that a clinician sees nothing of a patient who hasn't
// consented.
func (w *walk) seesNobody(clinician *visitor) {
	clinician.open("/patients")
	clinician.keepsQuiet(walkRunner)
	at := "/patients/" + strings.ReplaceAll(walkRunner, " ", "%20")
	clinician.refused(at, at+"/runs", at+"/treatments", at+"/today", at+"/progress")
}

// grants lets the clinician see the runs.
func (w *walk) grants(runner *visitor) {
	runner.open("/settings")
	runner.look()
	runner.open("/settings/sharing")
	runner.look()
	runner.press("Let " + walkClinician)
	runner.look()
}

// reviews goes from the roster to the report, and returns every path of the
// patient's that answered. Of the run that is known from Strava only there is
// no trace.
func (w *walk) reviews(clinician *visitor, onlyOnStrava string) (seen []string) {
	at := "/patients/" + strings.ReplaceAll(walkRunner, " ", "%20")
	visited := func() {
		clinician.look()
		clinician.keepsQuiet("Strava", "12.3 km")
		seen = append(seen, clinician.where())
	}
	clinician.open("/patients")
	clinician.says(walkRunner, "4 runs")
	clinician.look()
	clinician.keepsQuiet("12.3 km")
	clinician.press(walkRunner)
	visited()
	for _, path := range []string{"/runs", "/treatments", "/progress", "/today"} {
		clinician.open(at + path)
		visited()
	}
	clinician.open(at)
	clinician.press("Report")
	clinician.says(walkRunner)
	visited()
	report := clinician.where()
	for format, figures := range map[string][]string{
		"html": {"21.9 m/km", "97 %", "6.3 km", "4.5 km"}, "pdf": {"21.9 m/km", "97 %", "6.3 km", "4.5 km"},
		"csv": {"21.89826", "97.01929", "6.30949", "4.54257"}, "json": {"21.89826", "0.97", "6309", "4542"},
	} {
		file := report + "/report." + format
		status, body := clinician.fetch(file)
		text := string(body)
		if format == "pdf" {
			text = pdfText(w, body)
		}
		for _, figure := range append(figures, walkRunner) {
			if status != http.StatusOK || !strings.Contains(text, figure) {
				w.Errorf("%s answers %d, without %s:\n%.2000s", file, status, figure, text)
			}
		}
		if strings.Contains(text, "12.3") || strings.Contains(text, "Strava") {
			w.Errorf("%s tells of the run that is known from Strava only:\n%s", file, text)
		}
		seen = append(seen, file)
	}
	clinician.refused(at + onlyOnStrava)
	clinician.press("Patients")
	clinician.press(walkRunner)
	clinician.follow(`main a[href*="/runs/"]`)
	clinician.do(chromedp.WaitVisible(chromedp.CSS(".chart-plot canvas")))
	visited()
	return slices.Compact(seen)
}

// withdraws signs out and in again, reads who looked, and takes the consent
// back.
func (w *walk) withdraws(runner *visitor) {
	runner.open("/more")
	runner.look()
	runner.press("Sign out")
	runner.open("/settings/sharing#looked")
	runner.says("Sign in")
	runner.look()
	w.credentials(runner, walkRunner)
	runner.press("Sign in")
	runner.says("Who looked", walkClinician, "report")
	runner.press("Withdraw")
	runner.look()
}

// seesNobodyAnyMore holds that nothing of the patient is left to the clinician,
// whose browser still shows a run.
func (w *walk) seesNobodyAnyMore(clinician *visitor, seen []string) {
	clinician.press(walkRunner)
	clinician.keepsQuiet(walkRunner)
	clinician.look()
	clinician.refused(seen...)
	clinician.open("/patients")
	clinician.keepsQuiet(walkRunner)
	clinician.look()
}

// readsTheLog holds the audit log to what happened.
func (w *walk) readsTheLog(admin *visitor) {
	admin.open("/people/audit")
	admin.says("set up", "accept invitation", "grant access", "view patient", "export report", "withdraw access", "refused", walkAdmin, walkClinician, walkRunner)
	admin.look()
	admin.refused("/patients", "/patients/"+strings.ReplaceAll(walkRunner, " ", "%20"))
}
