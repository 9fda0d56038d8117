package daemon

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"needled/daemon/web/webtest"
)

func TestMain(m *testing.M) { os.Exit(webtest.Main(m)) }

// A runner chooses files, sees how far they are, and what became of each; the
// pages on the way fit a phone and have no fault.
func TestUploadInABrowser(t *testing.T) {
	for _, c := range []struct {
		name  string
		width int
		dark  bool
	}{{"phone", 360, false}, {"phone-dark", 360, true}, {"desk", 1280, false}, {"desk-dark", 1280, true}} {
		t.Run(c.name, func(t *testing.T) {
			ctx := webtest.Page(t, c.width, c.dark)
			s := newStage(t)
			s.write("run.gpx", string(gpx(time.Now().Add(-2*time.Hour), 5, 52)))
			s.write("photo.jpg", "\xff\xd8")
			link := make(chan string, 1)
			r := s.begin(Options{Link: func(address string) { link <- address }})
			t.Cleanup(func() { r.end(); <-r.ended })
			sound := func(page string) {
				t.Helper()
				for _, v := range webtest.Axe(ctx) {
					t.Errorf("%s: %v", page, v)
				}
				for _, text := range webtest.Overflows(ctx) {
					t.Errorf("%s: %s", page, text)
				}
				if folder := os.Getenv("NEEDLED_PICTURES"); folder != "" {
					webtest.Do(ctx, webtest.Screenshot(filepath.Join(folder, page+"-"+c.name+".png")))
				}
			}
			webtest.Do(ctx, chromedp.Navigate(<-link), chromedp.Click("main form button"), chromedp.WaitVisible(".answer"),
				chromedp.Navigate("http://"+r.address+"/sources"), chromedp.WaitVisible(".dropping"))
			sound("sources")
			webtest.Do(ctx, chromedp.SetUploadFiles("#file", []string{s.path("run.gpx"), s.path("photo.jpg")}), chromedp.Click("form.drop button"),
				chromedp.WaitVisible(".receipts a.row"))
			sound("uploaded")
			webtest.Do(ctx, chromedp.Navigate("http://"+r.address+"/sources"), chromedp.WaitVisible("#batches a"))
			sound("sources-later")
			webtest.Do(ctx, chromedp.Click("#batches a"), chromedp.WaitVisible("main form"))
			sound("undo")
			webtest.Do(ctx, chromedp.Click("main form button"), chromedp.WaitVisible(".notice"),
				chromedp.Navigate("http://"+r.address+"/sources/strava/disconnect"), chromedp.WaitVisible("main form"))
			sound("disconnect")
			webtest.Do(ctx, chromedp.Navigate("http://"+r.address+"/settings"), chromedp.WaitVisible("#messages"))
			sound("settings")
		})
	}
}
