package web

import (
	"bytes"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"needled/analysis"
	"needled/daemon/store"
)

// What somebody may type, or a file may hold, to have pages run it.
const (
	evil    = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`
	formula = `=HYPERLINK("http://evil.test")`
)

// crawler looks at every page somebody comes to by links, and at every form.
type crawler struct {
	*browser
	who   string
	seen  map[string]answer
	forms map[string]url.Values // what to send, by where
}

// crawl follows all links from the first page and from more.
func (b *browser) crawl(who string, more ...string) *crawler {
	b.Helper()
	c := &crawler{browser: b, who: who, seen: map[string]answer{}, forms: map[string]url.Values{}}
	for queue := append([]string{"/", "/more", "/settings"}, more...); len(queue) > 0 && len(c.seen) < 400; queue = queue[1:] {
		path := queue[0]
		if _, known := c.seen[path]; known {
			continue
		}
		a := c.get(path)
		c.seen[path] = a
		c.strict(path, a)
		if to := a.header.Get("Location"); strings.HasPrefix(to, "/") {
			queue = append(queue, to)
		}
		if strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
			queue = append(queue, c.read(path, a)...)
		}
	}
	return c
}

// strict checks what every answer has to be like.
func (c *crawler) strict(path string, a answer) {
	c.Helper()
	kind := a.header.Get("Content-Type")
	asset := strings.HasPrefix(path, "/assets/")
	file := strings.HasSuffix(path, "/report.html") // which carries a style of its own
	if got := a.header.Get("Content-Security-Policy"); got != policy && !file || strings.Contains(got, "unsafe") || !strings.Contains(got, "default-src 'none'") {
		c.Errorf("%s, %s: policy %q", c.who, path, got)
	}
	if a.header.Get("X-Content-Type-Options") != "nosniff" {
		c.Errorf("%s, %s: a browser may guess what it is", c.who, path)
	}
	if cached := a.header.Get("Cache-Control"); cached != "no-store" && !asset && !strings.Contains(path, "/chart.") {
		c.Errorf("%s, %s: may be kept: %q", c.who, path, cached)
	} else if !asset && (strings.Contains(cached, "public") || cached == "") {
		c.Errorf("%s, %s: may be kept by others: %q", c.who, path, cached)
	}
	if a.status >= 500 {
		c.Errorf("%s, %s: %d", c.who, path, a.status)
	}
	if (strings.HasPrefix(kind, "image/svg") || strings.HasPrefix(kind, "text/html")) && (strings.Contains(a.body, "<script>") || strings.Contains(a.body, "<img src=x")) {
		c.Errorf("%s, %s: holds what somebody typed as it was typed", c.who, path)
	}
	if strings.HasPrefix(kind, "text/csv") {
		for _, before := range []string{"\n", ",", `"`} {
			if strings.Contains(a.body, before+formula[:6]) {
				c.Errorf("%s, %s: a cell of it is a formula", c.who, path)
			}
		}
	}
}

// read looks through a page, notes its forms and returns its links.
func (c *crawler) read(path string, a answer) (links []string) {
	c.Helper()
	at, err := url.Parse(path)
	c.must(err)
	page, err := html.Parse(strings.NewReader(a.body))
	c.must(err)
	file := strings.HasSuffix(path, "/report.html")
	var action string
	var form url.Values
	for n := range page.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		has := map[string]string{}
		for _, attribute := range n.Attr {
			has[attribute.Key] = attribute.Val
			if strings.HasPrefix(attribute.Key, "on") || attribute.Key == "style" {
				c.Errorf("%s, %s: <%s %s=%q>, which the policy forbids", c.who, path, n.Data, attribute.Key, attribute.Val)
			}
			if value := strings.ToLower(strings.TrimSpace(attribute.Val)); slices.Contains([]string{"href", "src", "action", "formaction", "xlink:href", "srcset"}, attribute.Key) &&
				(strings.HasPrefix(value, "javascript:") || strings.HasPrefix(value, "data:") || strings.HasPrefix(value, "//")) {
				c.Errorf("%s, %s: <%s %s=%q>", c.who, path, n.Data, attribute.Key, attribute.Val)
			}
		}
		switch n.Data {
		case "script":
			if n.FirstChild != nil || !strings.HasPrefix(has["src"], "/assets/") {
				c.Errorf("%s, %s: a script of its own: %v", c.who, path, has)
			}
		case "style":
			if !file {
				c.Errorf("%s, %s: a style of its own", c.who, path)
			}
		case "iframe", "object", "embed", "base", "meta":
			if n.Data != "meta" || strings.EqualFold(has["http-equiv"], "refresh") && !strings.HasPrefix(path, "/sources/uploads/") {
				c.Errorf("%s, %s: <%s %v>", c.who, path, n.Data, has)
			}
		case "a", "link", "img", "area":
			to, err := at.Parse(has["href"] + has["src"])
			if err != nil {
				c.Errorf("%s, %s: a link that can't be read: %v", c.who, path, err)
				continue
			}
			if n.Data == "img" && to.Host != "" {
				c.Errorf("%s, %s: a picture of another site: %s", c.who, path, to)
			}
			if to.Host == "" && to.Scheme == "" && to.Path != "" {
				to.Fragment = ""
				links = append(links, to.RequestURI())
			}
		case "form":
			action, form = "", url.Values{}
			if has["method"] == "post" && has["enctype"] == "" {
				action = has["action"]
				c.forms[action] = form
			}
		case "input", "textarea", "select", "button":
			if form != nil && has["name"] != "" {
				c.fill(form, n, has)
			}
		}
	}
	return links
}

// fill gives a field of a form what is meant to do harm; of what is chosen
// from, the first.
func (c *crawler) fill(form url.Values, n *html.Node, has map[string]string) {
	name := has["name"]
	switch kind := has["type"]; {
	case name == "login":
		form.Set(name, has["value"])
	case n.Data == "textarea", n.Data == "input" && (kind == "" || kind == "text" || kind == "search"):
		form.Set(name, evil)
		if has["inputmode"] == "decimal" || has["inputmode"] == "numeric" {
			form.Set(name, has["value"])
		}
	case n.Data == "select":
		for o := range n.Descendants() {
			if o.Data == "option" && !form.Has(name) {
				for _, attribute := range o.Attr {
					if attribute.Key == "value" {
						form.Set(name, attribute.Val)
					}
				}
			}
		}
	case !form.Has(name):
		form.Set(name, has["value"])
	}
}

// sends posts every form that was met, but for those that end something.
func (c *crawler) sends() {
	c.Helper()
	for action, form := range c.forms {
		if slices.ContainsFunc([]string{"/logout", "/remove", "/undo", "/withdraw", "/revoke", "/disconnect", "/password"}, func(end string) bool { return strings.HasSuffix(action, end) }) || form.Get("do") == "disable" {
			continue
		}
		a := c.post(action, form)
		c.strict("POST "+action, a)
		if strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
			c.read(action, a)
		}
	}
}

// hostileClinic is a clinic all of whose names, notes and files are made to do
// harm.
func hostileClinic(t *testing.T) (st *stage, people map[string]store.Person) {
	st = newStage(t)
	rob, kim, lee := st.admin("Rob"), st.clinician("Kim"), st.clinician("Lee")
	lee.Name = formula
	st.must(rewrite(t.Context(), st.store, lee))
	var token string
	st.linked(store.Link{Kind: store.LinkInvite, By: kim.ID, Name: evil, AsRunner: true}, func(text string) { token = text })
	a := st.nobody().post("/join", url.Values{"token": {token}, "name": {evil}, "login": {"eve"}, "password": {"three odd words"}, "consent": {"yes"}})
	if a.status != 303 {
		t.Fatalf("joining: %d %s", a.status, a.body)
	}
	eve, err := st.store.PersonByLogin(t.Context(), "eve")
	st.must(err)
	f := fed{st, eve}
	f.usual(days(6))
	f.treated(days(6), func(t *analysis.Treatment) { t.Note = evil })
	f.record(f.easy(days(2), 12, func(r *analysis.Run) { r.Device, r.Note = evil, evil }), f.easy(days(1), 7, func(r *analysis.Run) { r.Device = formula }))
	f.record(f.easy(hours(12), 7, func(r *analysis.Run) { r.Provenance, r.Format, r.Device = analysis.StravaAPI, "strava", evil }))
	f.checkedIn(analysis.CheckIn{Kind: analysis.AfterRun, At: st.now().Add(-days(1)), Pain: new(6), Note: evil})
	f.checkedIn(analysis.CheckIn{Kind: analysis.Readiness, At: st.now().Add(-hours(1)), Soreness: new(6), Note: formula})
	_, err = st.store.AddPatientNote(t.Context(), store.PatientNote{Runner: eve.Runner, By: kim.ID, At: st.now(), Text: evil})
	st.must(err)
	st.service.strava = true
	st.service.list = []store.Source{{Name: "watch /" + evil, State: store.SourceNeedsYou, Detail: evil}, {Name: store.SourceStrava, State: store.SourceNeedsYou, Detail: evil}}
	st.service.uploads = map[string]store.Upload{"u1": {ID: "u1", Runner: eve.Runner, At: st.now(), Ended: new(st.now()), Files: []string{evil}, Trouble: evil,
		Counts: map[analysis.Outcome]int{analysis.Failed: 1}, Receipts: []analysis.Receipt{{Path: evil, Member: evil, Outcome: analysis.Failed, Reason: evil}}}}
	st.service.messages = Messages{Services: []string{evil}, Runner: eve.Runner}
	st.service.tested = []TestedMessage{{Service: evil, Trouble: evil}}
	return st, map[string]store.Person{"the runner": eve, "the clinician": kim, "the admin": rob}
}

// Every page anybody comes to by links holds no script and no style but those
// of needled, and what people typed is text, in whatever field they typed it.
func TestEveryPageIsStrict(t *testing.T) {
	st, people := hostileClinic(t)
	eve := people["the runner"]
	patient := "/patients/" + url.PathEscape(eve.Runner)
	more := map[string][]string{
		"the runner":    {"/checkin?kind=after", "/sources/uploads/u1", "/sources?batches=all", "/recovery/t1", "/recovery/t1/report.html", "/recovery/t1/report.csv", "/progress", "/runs?show=aside", "/runs?since=" + url.QueryEscape(evil)},
		"the clinician": {patient, patient + "/today", patient + "/runs", patient + "/progress", patient + "/recovery/t1", patient + "/recovery/t1/report.html", patient + "/recovery/t1/report.csv", "/patients?q=" + url.QueryEscape(evil), "/patients?show=" + url.QueryEscape(evil) + "&sort=%22%3E%3Cscript%3E"},
		"the admin":     {"/people/audit?who=" + url.QueryEscape(evil) + "&since=" + url.QueryEscape(evil), "/people/audit?whose=" + url.QueryEscape(eve.Runner), "/people/audit.csv"},
		"nobody":        {"/login?next=" + url.QueryEscape(evil), "/login?next=javascript:alert(1)", "/join?token=" + url.QueryEscape(evil), "/" + url.PathEscape(evil)},
	}
	for range 2 { // what the forms of the first round left is looked at in the second
		for _, who := range []string{"the runner", "the clinician", "the admin", "nobody"} {
			b := st.nobody()
			if p, is := people[who]; is {
				b = st.as(p)
			}
			c := b.crawl(who, more[who]...)
			if len(c.seen) < map[string]int{"the runner": 30, "the clinician": 20, "the admin": 10}[who] {
				t.Errorf("%s came to %d pages only", who, len(c.seen))
			}
			c.sends()
		}
	}
	if a := st.as(people["the clinician"]).get(patient); a.status != 200 || !strings.Contains(a.body, "&lt;script&gt;") {
		t.Errorf("a patient of a hostile name: %d", a.status)
	}
	if got := st.as(people["the admin"]).get("/people/audit.csv"); !bytes.Contains([]byte(got.body), []byte("'"+formula[:6])) && strings.Contains(got.body, formula[:6]) {
		t.Error("a name that is a formula stays one in the audit log's CSV")
	}
}
