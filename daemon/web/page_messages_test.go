package web

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"needled/daemon/store"
)

func (st *stage) wishes(runner string) store.MessageWishes {
	st.Helper()
	w, err := st.store.MessageWishes(st.Context(), runner)
	st.must(err)
	return w
}

func TestMessagesAreChosen(t *testing.T) {
	st := newStage(t)
	b := st.as(st.runner("Robin"))
	a := b.post("/settings/messages", url.Values{"kind": {"outside", "source"}, "quiet": {"own"}, "quiet-from": {"21:30"}, "quiet-to": {"06:15"}, "digest": {"weekly"}})
	if a.status != http.StatusSeeOther {
		t.Fatalf("%d: %s", a.status, a.body)
	}
	want := store.MessageWishes{Without: []string{"clear", "silent"}, Digest: "weekly",
		Quiet: &store.QuietHours{From: 21*time.Hour + 30*time.Minute, To: 6*time.Hour + 15*time.Minute}}
	if diff := cmp.Diff(want, st.wishes("robin")); diff != "" {
		t.Error(diff)
	}
	a = b.post("/settings/messages", url.Values{"kind": {"outside", "clear", "source", "silent"}, "quiet": {"settings"}, "digest": {"settings"}})
	if got := st.wishes("robin"); a.status != http.StatusSeeOther || len(got.Without) > 0 || got.Quiet != nil || got.Digest != "" {
		t.Errorf("%d: %+v", a.status, got)
	}
	b.post("/settings/messages", url.Values{"quiet": {"none"}, "digest": {"off"}})
	if got := st.wishes("robin"); got.Quiet == nil || *got.Quiet != (store.QuietHours{}) || got.Digest != "off" || len(got.Without) != 4 {
		t.Errorf("%+v", got)
	}
}

func TestMessagesMistakes(t *testing.T) {
	for name, c := range map[string]struct {
		values url.Values
		says   string
	}{
		"no time":       {url.Values{"quiet": {"own"}, "quiet-from": {"<script>"}, "quiet-to": {"06:00"}}, "Enter a time of day, such as 22:00."},
		"no such time":  {url.Values{"quiet": {"own"}, "quiet-from": {"22:00"}, "quiet-to": {"24:00"}}, "Enter a time of day, such as 22:00."},
		"alike":         {url.Values{"quiet": {"own"}, "quiet-from": {"22:00"}, "quiet-to": {"22:00"}}, "end at another time than they begin"},
		"a forged kind": {url.Values{"kind": {"everything"}, "quiet": {"none"}}, "Choose of those listed."},
		"forged quiet":  {url.Values{"quiet": {"often"}}, "Choose one of those listed."},
		"forged digest": {url.Values{"quiet": {"none"}, "digest": {"hourly"}}, "Choose one of those listed."},
	} {
		t.Run(name, func(t *testing.T) {
			st := newStage(t)
			a := st.as(st.runner("Robin")).post("/settings/messages", c.values)
			st.says(a, http.StatusUnprocessableEntity, c.says, "There is something to mend")
			st.saysNot(a, `"<script>`)
			if got := st.wishes("robin"); got.Quiet != nil || got.Digest != "" || got.Without != nil {
				t.Errorf("kept: %+v", got)
			}
		})
	}
}

// What was entered is still there when something is to be mended, and whose
// messages they are is said.
func TestMessagesSection(t *testing.T) {
	st := newStage(t)
	robin := st.as(st.runner("Robin"))
	wrong := url.Values{"kind": {"clear"}, "quiet": {"own"}, "quiet-from": {"23:15"}, "quiet-to": {"x"}, "digest": {"daily"}}
	st.says(robin.post("/settings/messages", wrong), 422, `value="23:15"`, `value="clear" checked`, `value="daily" checked`, "nobody is told anything")

	st.service.messages = Messages{Services: []string{"ntfy-3f2a91bc"}, Runner: "alex", QuietFrom: 22 * time.Hour, QuietTo: 7 * time.Hour, SilentDays: 3}
	st.says(robin.post("/settings/messages", wrong), 422, "No address is set up for you in this needled", "As set up: 22:00 to 07:00")
	st.service.messages.Runner = "robin"
	a := robin.post("/settings/messages", wrong)
	st.says(a, 422, "They go to <code>ntfy-3f2a91bc</code>", "Send a test message")
	st.saysNot(a, "No address")
}

func TestTestMessages(t *testing.T) {
	st := newStage(t)
	b := st.as(st.runner("Robin"))
	st.says(b.post("/settings/messages/test", url.Values{}), http.StatusConflict, "nowhere to send")
	st.service.messages = Messages{Services: []string{"ntfy-1", "smtp-2"}, Runner: "robin"}
	st.service.tested = []TestedMessage{{Service: "ntfy-1"}, {Service: "smtp-2", Trouble: "no answer within 30s"}}
	if a := b.post("/settings/messages/test", url.Values{}); a.status != http.StatusSeeOther {
		t.Fatalf("%d: %s", a.status, a.body)
	}
	st.says(b.get("/sources"), 200, "A test message was sent. ntfy-1 took it. smtp-2 did not: no answer within 30s.")
}
