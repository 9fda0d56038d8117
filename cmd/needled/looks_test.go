//go:build unix

package main

import (
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"needled/daemon/web/webtest"
)

// TestEveryPageLooks follows every link that the people of the demo find, and
// holds each page to how pages have to look. The first of a kind is tried with
// axe in both themes, all of them for scrolling sideways, titles and what a
// browser complains of.
func TestEveryPageLooks(t *testing.T) {
	if testing.Short() {
		t.Skip("goes through all of the demo")
	}
	d := newDemoSite(t)
	for _, who := range []string{"runner", "clinician", "admin"} {
		t.Run(who, func(t *testing.T) {
			c := crawl{visitor: d.visit(t, who, 360), tried: map[string]int{}}
			c.follow("/")
			t.Logf("%d pages of %d kinds", len(c.found), len(c.tried))
			if len(c.tried) < 5 {
				t.Errorf("only %q is found", c.found)
			}
		})
	}
}

// ofAKind is how many pages of a kind are visited, but for those of patients,
// who are all visited: each has another story.
const ofAKind = 6

// crawl goes through the site for one person.
type crawl struct {
	*visitor
	found []string       // paths, in the order they were come by
	tried map[string]int // pages by kind
}

func (c *crawl) follow(first string) {
	c.found = []string{first}
	looked := map[string]bool{}
	for i := 0; i < len(c.found); i++ {
		kind := kindOf(c.found[i])
		c.visit(c.found[i], !looked[kind])
		looked[kind] = true
		for _, link := range ask[[]string](c.visitor, links) {
			kind := kindOf(link)
			if slices.Contains(c.found, link) || isDownload(link) || c.tried[kind] == ofAKind && kind != patient {
				continue
			}
			c.tried[kind]++
			c.found = append(c.found, link)
		}
	}
}

// links are those of a page that stay on the site.
const links = `[...document.querySelectorAll("a[href]")].filter(a => a.origin === location.origin).map(a => a.pathname + a.search)`

// isDownload says whether a link leads to a file, or away to Strava.
func isDownload(link string) bool {
	p, _, _ := strings.Cut(link, "?")
	return slices.Contains([]string{".pdf", ".csv", ".json", ".html", ".ics", ".yaml"}, path.Ext(p)) || p == "/sources/strava/connect"
}

func (c *crawl) visit(link string, first bool) {
	c.do(webtest.Emulate(360, false))
	c.open(link)
	complain := func(fault any) { c.Errorf("%s: %v", link, fault) }
	if titles := ask[string](c.visitor, `document.title + "|" + [...document.querySelectorAll("h1")].map(h => h.textContent.trim()).join("|")`); !regexp.MustCompile(`^[^|]+\|[^|]+$`).MatchString(titles) {
		complain("title and h1 are " + titles)
	}
	if strings.Contains(c.text(), "There is nothing here") {
		complain("a link leads nowhere")
	}
	for _, width := range []int{360, 1280} {
		for _, dark := range []bool{false, true} {
			if dark && (!first || width > 360) {
				continue
			}
			c.do(webtest.Emulate(width, dark))
			if !dark {
				for _, fault := range webtest.Overflows(c.ctx) {
					complain(fmt.Sprint(width, " px: ", fault))
				}
			}
			if first && width == 360 {
				for _, violation := range webtest.Axe(c.ctx) {
					complain(fmt.Sprint(width, " px, dark ", dark, ": ", violation))
				}
			}
		}
	}
	for _, fault := range webtest.Faults(c.ctx) {
		complain(fault)
	}
}

// patient is the kind of the pages about a patient.
var patient = kindOf("/patients/anybody")

// kindOf is a link without what tells things of one kind apart.
func kindOf(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return link
	}
	parts := strings.Split(u.Path, "/")
	for i := 2; i < len(parts); i++ {
		of := parts[i-1]
		if slices.Contains([]string{"patients", "runs", "recovery", "treatments", "people", "checkin", "uploads", "batches"}, of) && parts[i] != "new" && parts[i] != "audit" {
			parts[i] = "{" + of + "}"
		}
	}
	q := u.Query()
	for key, values := range q {
		if !regexp.MustCompile(`^[a-z-]*$`).MatchString(values[0]) {
			q.Set(key, "{}")
		}
	}
	u.Path, u.RawQuery = strings.Join(parts, "/"), q.Encode()
	return u.String()
}
