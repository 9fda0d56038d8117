package web

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
)

var update = flag.Bool("update", false, "write testdata/access.txt anew")

// asking are the columns of the table: who asks.
var asking = []string{"nobody", "another runner", "runner", "no consent", "consent", "admin", "owner"}

// bodies are what is sent to change something, by method and address without
// what stands before a runner's pages. $TOKEN is that of the address's link.
var bodies = map[string]string{
	"POST /open":                               "token=$TOKEN",
	"POST /login":                              "login=anna@example.org&password=correct+horse+battery",
	"POST /logout":                             "",
	"POST /setup":                              "token=$TOKEN&name=Ida&login=ida&password=three+odd+words",
	"POST /join":                               "token=$TOKEN&name=Max&login=max&password=three+odd+words",
	"POST /password":                           "token=$TOKEN&login=new&password=three+odd+words",
	"POST /checkin":                            "kind=after&pain=1",
	"POST /checkin/{id}/remove":                "",
	"POST /runs/{id}":                          "say=sport&sport=cycling",
	"POST /sources/sync":                       "",
	"POST /sources/batches/{id}/undo":          "",
	"POST /sources/strava/disconnect":          "",
	"POST /settings/runner":                    "zone=UTC&units=metric&shown_in=metric&experience=new&hrmax=181",
	"POST /settings/messages":                  "kind=outside&quiet=none&digest=daily",
	"POST /settings/messages/test":             "",
	"POST /settings/sharing/{person}/grant":    "",
	"POST /settings/sharing/{person}/withdraw": "",
	"POST /settings/account":                   "name=Another&login=another",
	"POST /settings/password":                  "present=correct+horse+battery&login=first&password=three+odd+words",
	"POST /settings/tokens":                    "kind=api&token=script",
	"POST /settings/tokens/{id}/revoke":        "",
	"POST /invitations/{link}/withdraw":        "",
	"POST /patients":                           "name=Zoe",
	"POST /notes":                              "text=a+note",
	"POST /notes/{id}/remove":                  "",
	"POST /people":                             "name=Zoe&clinician=yes",
	"POST /people/{person}":                    "name=Benjamin",
	"POST /people/{person}/password":           "",
	"POST /treatments":                         "day=2026-03-03&clock=10:00&muscles=calf",
	"POST /treatments/{id}":                    "day=2026-02-25&clock=10:00&muscles=calf",
	"POST /treatments/{id}/remove":             "",
	"PATCH /api/v1/runner":                     `{"hr_max": 181}`,
	"POST /api/v1/checkins":                    `{"kind": "after", "pain": 1}`,
	"DELETE /api/v1/checkins/{id}":             "",
	"PUT /api/v1/inbox/{name}":                 "a file",
	"POST /api/v1/treatments":                  `{"at": "2026-03-03T10:00:00Z", "muscles": ["calf"]}`,
	"PUT /api/v1/treatments/{id}":              `{"at": "2026-02-25T10:00:00Z", "muscles": ["calf"]}`,
	"DELETE /api/v1/treatments/{id}":           "",
}

// Every address there is, asked for by everybody there is, about what is
// Anna's. What came of it is held against a table that people read.
func TestEveryRoute(t *testing.T) {
	clinic, own := clinicWorld(t), ownWorld(t)
	if t.Failed() {
		return
	}
	cells := table{}
	for _, who := range asking {
		w := clinic
		if who == "owner" {
			w = own
		}
		t.Run(who, func(t *testing.T) {
			c := &caller{T: t, world: w, who: who}
			reading, writing := partition(routes(), func(r route) bool { return strings.HasPrefix(r.pattern, "GET ") })
			for _, r := range reading {
				cells.put(r, who, c.look(r))
			}
			if now := c.stage.dump(); now != c.was {
				t.Errorf("looking changed what is kept:\n%s", lineDiff(c.was, now))
			}
			for _, r := range writing {
				cells.put(r, who, c.try(r))
			}
		})
	}
	if got := accessTable(cells); *update {
		if err := os.WriteFile("testdata/access.txt", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want, err := os.ReadFile("testdata/access.txt"); err != nil || got != string(want) {
		t.Errorf("who may do what is another than testdata/access.txt says (%v); where that is meant, run the test with -update and read what changed:\n%s", err, lineDiff(string(want), got))
	}
}

// caller is one who asks for one thing after another.
type caller struct {
	*testing.T
	world *world
	who   string
	stage *stage // nil: the next asks of a fresh copy
	b     *browser
	was   string // what was kept when it was fresh
}

// table is what came of each route, by its pattern and who asked.
type table map[string]map[string]string

func (cells table) put(r route, who, word string) {
	if cells[r.pattern] == nil {
		cells[r.pattern] = map[string]string{}
	}
	cells[r.pattern][who] = word
}

func partition(all []route, is func(route) bool) (some, others []route) {
	for _, r := range all {
		if is(r) {
			some = append(some, r)
		} else {
			others = append(others, r)
		}
	}
	return some, others
}

// fresh sees to it that there is a stage that nobody changed.
func (c *caller) fresh() {
	if c.stage == nil {
		c.stage = c.world.copied(c.T)
		c.b = c.world.enter(c.stage, c.who)
		c.was = c.stage.dump()
	}
}

// look asks for a route that changes nothing, and says in words what came of
// it.
func (c *caller) look(r route) string {
	c.fresh()
	a := c.ask(r)
	c.reads(r, a)
	return inWords(a, false)
}

// try asks for a route that changes something.
func (c *caller) try(r route) string {
	c.fresh()
	a := c.ask(r)
	c.reads(r, a)
	now := c.stage.dump()
	changed := now != c.was
	word := inWords(a, changed)
	if changed && slices.Contains([]string{"not there", "refused", "sign in", "no token", "mistaken form"}, word) {
		c.Errorf("%s of %s was denied, yet changed what is kept:\n%s", r.pattern, c.who, lineDiff(c.was, now))
	}
	if r.pattern == "POST /logout" && word == "sign in" && c.who != "nobody" {
		word = "signed out"
	}
	if changed || word == "signed out" || r.pattern == "POST /login" {
		c.stage = nil
	}
	return word
}

// ask sends the request, with what it takes to do it.
func (c *caller) ask(r route) answer {
	method, pattern, _ := strings.Cut(r.pattern, " ")
	path := c.world.address(r)
	body := c.body(method, pattern)
	q, err := http.NewRequest(method, c.stage.server.URL+path, strings.NewReader(body))
	if err != nil {
		c.Fatal(err)
	}
	q.Header.Set("Sec-Fetch-Site", "same-origin")
	if strings.HasPrefix(path, apiPrefix) {
		if token := c.world.tokens[c.who]; token != "" {
			q.Header.Set("Authorization", "Bearer "+token)
		}
		q.Header.Set("Content-Type", "application/json")
		return c.b.stage.nobody().do(q)
	}
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if pattern == "/sources/upload" {
		form, kind := formWith("run.fit", "a file")
		q.Body, q.ContentLength = io.NopCloser(bytes.NewReader(form)), int64(len(form))
		q.Header.Set("Content-Type", kind)
	}
	return c.b.do(q)
}

func (c *caller) body(method, pattern string) string {
	key := method + " " + strings.Replace(pattern, "/patients/{runner}", "", 1)
	body, known := bodies[key]
	if !known && method != http.MethodGet && pattern != "/sources/upload" {
		c.Errorf("%s %s changes something; say in bodies what is sent to it", method, pattern)
	}
	return strings.ReplaceAll(body, "$TOKEN", c.world.links[pattern])
}

func formWith(name, content string) (form []byte, kind string) {
	var b bytes.Buffer
	parts := multipart.NewWriter(&b)
	part, err := parts.CreateFormFile("file", name)
	if err == nil {
		_, err = io.WriteString(part, content)
	}
	if err == nil {
		err = parts.Close()
	}
	if err != nil {
		panic(err)
	}
	return b.Bytes(), parts.FormDataContentType()
}

// reads checks that an answer holds nothing that isn't for whoever asked.
func (c *caller) reads(r route, a answer) {
	told := a.body + fmt.Sprint(a.header)
	for word, may := range map[string][]string{
		annasWord:                 {"runner", "consent", "owner"},
		clinicWord:                {"consent"},
		stravaWord:                {"runner", "owner"},
		c.world.ids["strava run"]: {"runner", "owner"},
		clinicNote(c):             {"consent"},
	} {
		if word != "" && strings.Contains(told, word) && !slices.Contains(may, c.who) && !(r.who == anybody && strings.HasPrefix(r.pattern, "GET /calendar")) {
			c.Errorf("%s tells %s of %q", r.pattern, c.who, word)
		}
	}
}

func clinicNote(c *caller) string {
	if c.world.people["consent"].ID == "" {
		return ""
	}
	return "/patients/anna/notes/" + c.world.ids["notes"]
}

// inWords says what came of a request.
func inWords(a answer, changed bool) string {
	to := a.header.Get("Location")
	switch {
	case a.status == http.StatusSeeOther && strings.HasPrefix(to, "/login"):
		return "sign in"
	case a.status == http.StatusUnauthorized:
		return "no token"
	case a.status == http.StatusForbidden:
		return "refused"
	case a.status == http.StatusNotFound:
		return "not there"
	case a.status == http.StatusConflict:
		return "can't be"
	case a.status == http.StatusMethodNotAllowed:
		return "no such method"
	case a.status == http.StatusUnprocessableEntity || a.status == http.StatusBadRequest:
		return "mistaken form"
	case changed && a.status < 400:
		return "done"
	case a.status == http.StatusSeeOther:
		return "sent on"
	case a.status == http.StatusOK:
		return "shown"
	}
	return fmt.Sprint(a.status)
}

const accessHead = `# Who may do what: every address, asked for by everybody, about what is Anna's.
#
# Who asks: nobody (not signed in), another runner, Anna herself (runner), a
# clinician she doesn't let see her runs (no consent), one she does (consent),
# an admin, and the owner of a needled without accounts, which holds her runs.
# IDs in addresses are Anna's: her run, treatment, check-in, batch, upload,
# token; the note is the consenting clinician's, the invitation too; the person
# under /people is another runner, under /settings/sharing a clinician. Links
# (/open, /setup, /join, /password) and the calendar's address come with a token
# that holds: whoever has it may use it. Under /api/v1 everybody shows a token
# of their own.
#
# What came of it: shown; done (something kept was changed); sent on (to
# another page, with nothing changed); sign in (sent there); signed out; no token; not
# there (as for what doesn't exist); refused; mistaken form; can't be (as
# things are). The owner's needled has no clinician, and nobody with a password;
# the others' is set up, so that no link to set it up holds. A page that is
# "shown" shows people their own, never Anna's, where they aren't let in: the
# test looks for that too.
#
# It is held against the site by TestEveryRoute; written by
# go test ./daemon/web -run TestEveryRoute -update

`

// accessTable puts the cells as the file has them: pages first, then the API.
func accessTable(cells table) string {
	var b strings.Builder
	b.WriteString(accessHead)
	out := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "address\t"+strings.Join(asking, "\t"))
	for _, r := range routes() {
		row := []string{r.pattern}
		for _, who := range asking {
			row = append(row, cells[r.pattern][who])
		}
		fmt.Fprintln(out, strings.Join(row, "\t"))
	}
	if err := out.Flush(); err != nil {
		panic(err)
	}
	return b.String()
}

// lineDiff is the lines of two texts that differ.
func lineDiff(want, got string) string {
	var b strings.Builder
	was, is := strings.Split(want, "\n"), strings.Split(got, "\n")
	for _, line := range was {
		if !slices.Contains(is, line) {
			fmt.Fprintln(&b, "- "+line)
		}
	}
	for _, line := range is {
		if !slices.Contains(was, line) {
			fmt.Fprintln(&b, "+ "+line)
		}
	}
	return b.String()
}
