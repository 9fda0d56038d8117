package web

import "net/http"

// who may ask for an address at all. What they see of a runner's data is
// decided in access.go.
type who string

const (
	anybody    who = "anybody"
	signedIn   who = "whoever is signed in"
	aRunner    who = "a runner"
	aClinician who = "a clinician"
	anAdmin    who = "an admin"
)

// route is an address of the site.
type route struct {
	pattern string // of net/http
	who     who
	// deed is what is asked for of the runner it is about: the one named in
	// the path, else the person's own. "" where it is about none.
	deed Deed
	log  string // what the audit log calls it
	do   func(*visit) error
	big  bool // takes a body as long as an upload may be
}

// routes is every address of the site. A page of a runner's data stands twice:
// for the runner, and under /patients/ for whoever the runner lets see it.
func routes() []route {
	all := []route{
		{pattern: "GET /{$}", who: signedIn, do: (*visit).home},
		{pattern: "GET /open", who: anybody, do: (*visit).askToOpen},
		{pattern: "POST /open", who: anybody, log: "sign in", do: (*visit).open},
		{pattern: "POST /logout", who: signedIn, log: "sign out", do: (*visit).signOut},
		{pattern: "GET /more", who: signedIn, do: (*visit).more},
		{pattern: "GET /assets/{name...}", who: anybody, do: (*visit).asset},

		{pattern: "GET /today", who: aRunner, deed: See, do: (*visit).today},
	}
	return all
}

// methodOf is the method a route answers.
func (r route) method() string {
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		if len(r.pattern) > len(m) && r.pattern[:len(m)] == m {
			return m
		}
	}
	return ""
}
