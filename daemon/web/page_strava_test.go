package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"needled/daemon/store"
)

// asked goes to Strava, and returns the state and where the answer is to go.
func (b *browser) asked() (state, redirect string) {
	b.Helper()
	a := b.get("/sources/strava/connect")
	to, err := url.Parse(a.header.Get("Location"))
	b.must(err)
	if a.status != http.StatusSeeOther || to.Host != "strava.test" {
		b.Fatalf("%d to %s: %s", a.status, to, a.body)
	}
	return to.Query().Get("state"), to.Query().Get("redirect_uri")
}

func (b *browser) answers(values url.Values) answer {
	b.Helper()
	return b.get("/sources/strava/callback?" + values.Encode())
}

func TestConnectToStrava(t *testing.T) {
	st := newStage(t)
	st.service.strava = true
	st.service.warning = "You unticked the box for private activities."
	b := st.as(st.runner("Robin"))
	state, redirect := b.asked()
	if redirect != b.server.URL+"/sources/strava/callback" || len(state) < 40 {
		t.Errorf("the answer is to go to %s with %q", redirect, state)
	}
	answer := url.Values{"state": {state}, "code": {"c1"}, "scope": {"read,activity:read"}}
	if a := b.answers(answer); a.status != http.StatusSeeOther || a.header.Get("Location") != "/sources" {
		t.Fatalf("%d: %s", a.status, a.body)
	}
	st.says(b.get("/sources"), 200, "Connected: your runs come from Strava", "You unticked the box for private activities.")
	if len(st.service.answers) != 1 || st.service.answers[0].Get("code") != "c1" {
		t.Errorf("settled: %v", st.service.answers)
	}
	// The same answer again, as by the browser's button to go back.
	st.says(b.answers(answer), http.StatusBadRequest, "belongs to no question")
	if len(st.service.answers) != 1 {
		t.Error("it was settled twice")
	}
}

func TestStravaAnswersThatChangeNothing(t *testing.T) {
	for name, c := range map[string]func(st *stage, robin, other *browser) answer{
		"a forged state": func(_ *stage, robin, _ *browser) answer {
			robin.asked()
			return robin.answers(url.Values{"state": {"forged"}, "code": {"c"}})
		},
		"no state": func(_ *stage, robin, _ *browser) answer {
			robin.asked()
			return robin.answers(url.Values{"code": {"c"}})
		},
		"nobody asked": func(_ *stage, robin, _ *browser) answer {
			return robin.answers(url.Values{"state": {""}, "code": {"c"}})
		},
		"the state of another's session": func(_ *stage, robin, other *browser) answer {
			state, _ := other.asked()
			robin.asked()
			return robin.answers(url.Values{"state": {state}, "code": {"c"}})
		},
		"of the attempt before": func(_ *stage, robin, _ *browser) answer {
			state, _ := robin.asked()
			robin.asked()
			return robin.answers(url.Values{"state": {state}, "code": {"c"}})
		},
		"too late": func(st *stage, robin, _ *browser) answer {
			state, _ := robin.asked()
			st.after(answersWithin + time.Second)
			return robin.answers(url.Values{"state": {state}, "code": {"c"}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			st := newStage(t)
			st.service.strava = true
			a := c(st, st.as(st.runner("Robin")), st.as(st.runner("Alex")))
			st.says(a, http.StatusBadRequest, "belongs to no question", "Nothing was changed")
			if len(st.service.answers) != 0 {
				t.Errorf("settled: %v", st.service.answers)
			}
		})
	}
	// The very last second still counts.
	st := newStage(t)
	st.service.strava = true
	b := st.as(st.runner("Robin"))
	state, _ := b.asked()
	st.after(answersWithin)
	if a := b.answers(url.Values{"state": {state}, "code": {"c"}}); a.status != http.StatusSeeOther {
		t.Errorf("in time: %d", a.status)
	}
}

func TestStravaSaysNo(t *testing.T) {
	st := newStage(t)
	st.service.strava, st.service.refusal = true, "You declined on Strava's page; nothing was connected."
	b := st.as(st.runner("Robin"))
	state, _ := b.asked()
	if a := b.answers(url.Values{"state": {state}, "error": {"access_denied"}}); a.status != http.StatusSeeOther {
		t.Fatalf("%d", a.status)
	}
	st.says(b.get("/sources"), 200, "You declined on Strava&#39;s page; nothing was connected.")
}

// Strava sends browsers back to a registered host or to their own machine.
func TestWhereStravaSendsTheBrowserBack(t *testing.T) {
	for _, c := range []struct {
		url, host string
		redirect  string // "": it can't
	}{
		{"", "127.0.0.1:8321", "http://127.0.0.1:8321/sources/strava/callback"},
		{"", "localhost:8321", "http://localhost:8321/sources/strava/callback"},
		{"", "192.168.1.20:8321", ""},
		{"", "[::1]:8321", ""},
		{"https://needled.example", "needled.example", "https://needled.example/sources/strava/callback"},
		{"https://needled.example", "127.0.0.1:8321", "https://needled.example/sources/strava/callback"},
	} {
		v := &visit{Site: &Site{Parts: Parts{URL: c.url}}, r: &http.Request{Host: c.host}}
		redirect, ok := v.stravaRedirect()
		if ok != (c.redirect != "") || ok && redirect != c.redirect {
			t.Errorf("%+v: %s, %v", c, redirect, ok)
		}
	}
}

func TestConnectWhereItCannotBe(t *testing.T) {
	st := newStage(t)
	b := st.as(st.runner("Robin"))
	st.says(b.get("/sources/strava/connect"), http.StatusConflict, "Strava is off")
	st.service.strava = true
	r, err := http.NewRequest(http.MethodGet, b.server.URL+"/sources", nil)
	st.must(err)
	cookies := b.client.Jar.Cookies(r.URL)
	for path, status := range map[string]int{"/sources": 200, "/sources/strava/connect": http.StatusConflict} {
		r, err := http.NewRequest(http.MethodGet, b.server.URL+path, nil)
		st.must(err)
		r.Host = "192.168.1.20:8321"
		for _, c := range cookies {
			r.AddCookie(c)
		}
		a := b.do(r)
		st.says(a, status, "registers its host at strava.com/settings/api", "127.0.0.1")
		st.saysNot(a, `href="/sources/strava/connect"`)
	}
}

func TestDisconnectStrava(t *testing.T) {
	st := newStage(t)
	st.service.strava, st.service.note = true, "Strava could not be told."
	st.service.list = []store.Source{{Name: "strava", State: store.SourceOK}}
	b := st.as(st.runner("Robin"))
	st.says(b.get("/sources/strava/disconnect"), 200, "Disconnect Strava?", "No run is known from Strava alone", "Disconnect and remove", "Stay connected")
	if len(st.service.disconnected) != 0 {
		t.Error("asking disconnects")
	}
	if a := b.post("/sources/strava/disconnect", url.Values{}); a.status != http.StatusSeeOther {
		t.Errorf("%d", a.status)
	}
	if got := strings.Join(st.service.disconnected, ","); got != "robin" {
		t.Errorf("disconnected: %s", got)
	}
	st.says(b.get("/sources"), 200, "Disconnected. What came from Strava was removed; files you gave needled stay. Strava could not be told.")
}

// Another site can't begin it in the runner's name.
func TestConnectFromAnotherSite(t *testing.T) {
	st := newStage(t)
	st.service.strava = true
	b := st.as(st.runner("Robin"))
	for from, want := range map[string]int{"cross-site": http.StatusForbidden, "same-origin": http.StatusSeeOther, "none": http.StatusSeeOther} {
		r, err := http.NewRequest(http.MethodGet, b.server.URL+"/sources/strava/connect", nil)
		st.must(err)
		r.Header.Set("Sec-Fetch-Site", from)
		if a := b.do(r); a.status != want {
			t.Errorf("%s: %d, want %d", from, a.status, want)
		}
	}
}
