package daemon

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"needled/ingest/strava/stravatest"
)

// What comes from Strava is for its runner only: the log above debug, metrics
// and the line for systemd don't tell which runs there are, how many, nor how
// they were judged.
func TestStravaIsForItsRunnerOnly(t *testing.T) {
	s := newStage(t)
	service := s.service()
	s.granted(service)
	s.treated(service, time.Now().Add(-40*time.Hour))
	for i := range int64(3) {
		s.strava.Put(stageAthlete, stravatest.Run(7_001_234_001+i, time.Now().Add(-time.Duration(5+8*i)*time.Hour), 8000, 2400))
	}
	if _, err := service.Sync(t.Context(), Pass{}); err != nil {
		t.Fatal(err)
	}
	runs := s.runs(service)
	if strings.Count(runs, "\n") != 3 {
		t.Fatalf("the runs: %s", runs)
	}
	secrets := []string{"7001234001", "7001234002", "7001234003", "violation", "caution", "3 activities"}
	for line := range strings.Lines(runs) {
		secrets = append(secrets, strings.Fields(line)[0])
	}
	page := httptest.NewRecorder()
	service.routes("127.0.0.1:8321").ServeHTTP(page, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	told := page.Body.String() + service.statusLine(t.Context())
	for line := range strings.Lines(s.log.String()) {
		if !strings.Contains(line, `"level":"debug"`) && !strings.Contains(line, `"level":"trace"`) {
			told += line
		}
	}
	for line := range strings.Lines(told) {
		for _, secret := range secrets {
			if strings.Contains(line, secret) && !strings.HasSuffix(line, "\"} 0\n") {
				t.Errorf("%q is told: %s", secret, line)
			}
		}
		if strings.Contains(line, `needled_items_total{`) || strings.Contains(line, `"taken":3`) {
			t.Errorf("it is counted: %s", line)
		}
	}
	if line := service.statusLine(t.Context()); !strings.HasSuffix(line, ", 0 runs judged") {
		t.Errorf("systemd hears %q", line)
	}
	if source := s.source(service, stravaSource); !strings.Contains(source.Detail, "3 activities since") {
		t.Errorf("the runner isn't told: %+v", source)
	}
}

// A run of which several recordings come was judged once.
func TestRunsAreCountedOnceAsJudged(t *testing.T) {
	s := newStage(t)
	service := s.service()
	s.treated(service, time.Now().Add(-40*time.Hour))
	start := time.Now().Add(-2 * time.Hour)
	s.arriveOld("inbox/phone.gpx", gpx(start, 12, 52))
	s.arriveOld("inbox/watch.gpx", gpx(start.Add(5*time.Second), 12, 52))
	if _, err := service.Sync(t.Context(), Pass{}); err != nil {
		t.Fatal(err)
	}
	if runs := s.runs(service); strings.Count(runs, "\n") != 1 {
		t.Fatalf("the runs: %s", runs)
	}
	if line := service.statusLine(t.Context()); line != "synced just now, 1 run judged" {
		t.Errorf("systemd hears %q", line)
	}
}
