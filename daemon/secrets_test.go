package daemon

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"needled/ingest/strava/stravatest"
)

// Tokens, addresses of services and positions stand in no log, status, metric
// or error, whatever goes wrong.
func TestNothingSecretIsTold(t *testing.T) {
	m := newManager(t)
	messages := newReceiver(t)
	messages.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "no leave for "+r.URL.String(), http.StatusForbidden)
		messages.came <- ""
	})
	s := newStage(t, "[daemon]\nlisten = \"127.0.0.1:0\"\nurl = \"https://needled.test\"\n", messages.table("hunter2"), "quiet = \"\"\n")
	service := s.service()
	s.connect(service)
	s.treated(service, time.Now().Add(-40*time.Hour))
	// A message that meets an error which repeats its address, files with
	// positions that are whole and that are not, and Strava with all of it.
	whole := gpx(time.Now().Add(-2*time.Hour), 12, 52.87654321)
	s.arrive("inbox/run.gpx", whole)
	s.arrive("inbox/wrong.gpx", bytes.ReplaceAll(whole, []byte("lon="), []byte("lan=")))
	a := stravatest.Run(7, time.Now().Add(-30*time.Hour), 8000, 2400)
	a.Fields["start_latlng"] = []float64{52.87654321, 13.4567891}
	s.strava.Put(stageAthlete, a)
	account, err := service.vault.Account(t.Context(), "me")
	s.must(err)
	refused := stravatest.Status(http.StatusInternalServerError, fmt.Sprintf(`{"token":%q,"refresh":%q,"secret":%q,"at":"52.87654321"}`,
		account.Token.Access, account.Token.Refresh, stravatest.ClientSecret))
	s.strava.Fail(stravatest.Streams, refused)
	s.strava.Fail(stravatest.Hooks, refused, stravatest.Redirect("https://elsewhere.test/?"+stravatest.ClientSecret))
	d := s.run()
	messages.next(t)
	s.log.wait(t, "message not delivered", 1)
	s.log.wait(t, "wrong.gpx", 1)
	s.log.wait(t, "job retries", 1)
	s.log.wait(t, "asked Strava", 1)

	// Tokens that end, and are refused.
	s.strava.Expire(stageAthlete)
	s.strava.FailAlways(stravatest.Token, stravatest.Status(http.StatusBadRequest, `{"refresh_token":"`+account.Token.Refresh+`"}`))
	result, err := service.SyncStrava(t.Context(), "me", nil)
	told := fmt.Sprint(result, err)
	s.strava.Deauthorize(stageAthlete)
	s.strava.Mend()
	result, err = service.SyncStrava(t.Context(), "me", nil)
	told += fmt.Sprint(result, err)
	if !result.Ended {
		t.Errorf("the leave was withdrawn, but: %+v", result)
	}

	_, metrics := d.get("/metrics")
	sources, err := service.Sources(t.Context(), "me")
	told += metrics + fmt.Sprint(sources, err)
	app, err := service.Store.StravaApp(t.Context(), stravatest.ClientID)
	s.must(err)
	for _, path := range []string{"/webhooks/strava/wrong", "/webhooks/strava/" + app.WebhookSecret, "/readyz"} {
		_, page := d.get(path)
		told += page
	}
	events, err := service.Store.Events(t.Context(), "me", 100)
	told += fmt.Sprint(events, err)
	for _, tested := range service.TestMessages(t.Context()) {
		told += fmt.Sprint(tested)
		<-messages.came
	}
	// Settings that are wrong, with the secrets in them.
	s.set(anyPort, "[notify]\nurls = [\"telegram://hunter2@hunter2\", \"generic://%zzhunter2\"]\n")
	d.readAgain(notRead)
	told += fmt.Sprint(d.stop())
	for !m.silent() {
		told += m.next()
	}
	told += s.log.String()

	for what, secret := range map[string]string{
		"the token of a service": "hunter2", "the host of a service": strings.TrimPrefix(messages.URL, "http://"),
		"the client secret": stravatest.ClientSecret, "an access token": account.Token.Access, "a refresh token": account.Token.Refresh,
		"the secret of the webhook": app.WebhookSecret, "a latitude": "52.876", "a longitude": "13.4567",
	} {
		if secret == "" {
			t.Errorf("there is no %s to look for", what)
			continue
		}
		for line := range strings.Lines(told) {
			if strings.Contains(line, secret) {
				t.Errorf("%s is told: %s", what, line)
			}
		}
	}
}
