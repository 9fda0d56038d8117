package web

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"needled/analysis"
	"needled/daemon/store"
)

// slowPost sends a form whose last byte comes only after something else
// happened.
func (b *browser) slowPost(path string, values url.Values, meanwhile func()) answer {
	b.Helper()
	form := values.Encode()
	r, err := http.NewRequest(http.MethodPost, b.server.URL+path, io.MultiReader(strings.NewReader(form[:len(form)-1]), &later{meanwhile, strings.NewReader(form[len(form)-1:])}))
	b.must(err)
	r.ContentLength = int64(len(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(r)
}

// later does something before it is read first.
type later struct {
	before func()
	io.Reader
}

func (l *later) Read(p []byte) (int, error) {
	if l.before != nil {
		l.before()
		l.before = nil
	}
	return l.Reader.Read(p)
}

// Whoever is disabled while a request of theirs is on its way stays so, and
// the request changes nothing.
func TestASlowRequestUndoesNothing(t *testing.T) {
	for path, values := range map[string]url.Values{
		"/settings/account":  {"name": {"Eva"}, "login": {"eve@example.org"}},
		"/settings/password": {"present": {password}, "password": {"three odd words"}},
		"/people/$EVE":       {"do": {"enable"}},
		"/people/$BEN":       {"name": {"Benjamin"}, "runner": {"yes"}},
	} {
		st := newStage(t)
		st.admin("Rob")
		eve, ben := st.person("Eve", store.Link{Admin: true}), st.runner("Ben")
		path = strings.NewReplacer("$EVE", eve.ID, "$BEN", ben.ID).Replace(path)
		b := st.as(eve)
		var disabled store.Person
		b.slowPost(path, values, func() {
			st.waitForAsking(b)
			disabled = eve
			disabled.Admin, disabled.Disabled = false, new(st.now())
			st.must(rewrite(t.Context(), st.store, disabled))
		})
		for _, want := range []store.Person{disabled, ben} {
			got, err := st.store.Person(t.Context(), want.ID)
			st.must(err)
			if got.Name != want.Name || got.Admin != want.Admin || got.Password != want.Password || (got.Disabled == nil) != (want.Disabled == nil) {
				t.Errorf("%s sent slowly made %s %+v of %+v", path, want.Name, got, want)
			}
		}
	}
}

// waitForAsking waits until the site has begun with a request that is being
// sent: it reads who asks before it reads the form.
func (st *stage) waitForAsking(b *browser) { b.get("/assets/app.css") }

// A session that ended while a request is on its way doesn't come back.
func TestAnEndedSessionStaysEnded(t *testing.T) {
	st := newStage(t)
	ada := st.runner("Ada")
	b := st.as(ada)
	b.slowPost("/settings/tokens", url.Values{"kind": {"inbox"}, "token": {"phone"}}, func() {
		st.must(st.store.EndSessionsOf(t.Context(), ada.ID, analysis.Sum{}))
	})
	a := b.slowPost("/settings/runner", url.Values{"zone": {"UTC"}}, func() {})
	st.wants("a session that ended", a, http.StatusSeeOther)
	if to := b.get("/settings").header.Get("Location"); !strings.HasPrefix(to, "/login") {
		t.Errorf("an ended session goes on to %q", to)
	}

	// The same where the request has something to tell on the next page.
	b = st.as(ada)
	b.slowPost("/settings/account", url.Values{"name": {"Ada"}, "login": {"ada@example.org"}}, func() {
		st.must(st.store.EndSessionsOf(t.Context(), ada.ID, analysis.Sum{}))
	})
	if to := b.get("/settings").header.Get("Location"); !strings.HasPrefix(to, "/login") {
		t.Errorf("a session that ended came back, and goes on to %q", to)
	}
}
