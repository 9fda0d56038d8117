package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"

	"needled/analysis/report"
)

var (
	//go:embed templates
	templateFiles embed.FS
	//go:embed assets
	assetFiles embed.FS

	pages = parsePages()
)

// parsePages reads each page with the layout and the parts it stands in.
func parsePages() map[string]*template.Template {
	common := template.Must(template.New("layout.html").Funcs(functions).ParseFS(templateFiles, "templates/layout.html", "templates/parts.html"))
	all := map[string]*template.Template{}
	files, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		panic(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(path.Base(file), ".html")
		if name == "layout" || name == "parts" {
			continue
		}
		all[name] = template.Must(template.Must(common.Clone()).ParseFS(templateFiles, file))
	}
	return all
}

// functions are what templates may call.
var functions = template.FuncMap{
	"px": func(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) },
	// badge of a level's word and shape.
	"badge": report.BadgeOf,
	// asset is the address of an asset as it is now.
	"asset": func(name string) string { return "/assets/" + name + "?v=" + assetTag },
}

// page is what the layout is given.
type page struct {
	Title string
	Nav   []navItem
	Who   string // the person's name, "" where nobody is signed in
	Base  string // stands before the paths of the runner's pages
	Of    string // whose data they are, where they are another's; ""
	Flash string
	Body  any
}

// runList is what the part "runs" is given.
type runList struct {
	Base string
	Rows []report.RunRow
}

// navItem is a page that is always at hand. Small ones stand under "More" on
// a phone.
type navItem struct {
	Path, Name string
	Here       bool
	Small      bool
}

// render sends a page: name is its template, body what that is given.
func (v *visit) render(name, title string, body any) error {
	return v.renderStatus(http.StatusOK, name, title, body)
}

func (v *visit) renderStatus(status int, name, title string, body any) error {
	p := page{Title: title, Base: v.base(), Flash: v.sessions.PopString(v.ctx(), flashKey), Body: body}
	if v.others() && name != "error" { // nothing says there is such a patient
		of, err := v.Store.NameOf(v.ctx(), v.subject())
		if err != nil {
			return err
		}
		p.Of = of
	}
	if v.person != nil {
		p.Who, p.Nav = v.person.Name, v.nav()
	}
	t, ok := pages[name]
	if !ok {
		return fmt.Errorf("there is no page %q", name)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "layout.html", p); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(status)
	writeAll(v.w, b.Bytes())
	return nil
}

// nav lists the pages the person has.
func (v *visit) nav() []navItem {
	var all []navItem
	p := v.person
	if p.Runner != "" {
		all = append(all,
			navItem{Path: "/today", Name: "Today"}, navItem{Path: "/runs", Name: "Runs"},
			navItem{Path: "/checkin", Name: "Check-in"}, navItem{Path: "/treatments", Name: "Treatments", Small: true},
			navItem{Path: "/progress", Name: "Progress", Small: true}, navItem{Path: "/sources", Name: "Sources", Small: true},
			navItem{Path: "/settings", Name: "Settings", Small: true})
	}
	if p.Clinician {
		all = append(all, navItem{Path: "/patients", Name: "Patients"}, navItem{Path: "/protocol", Name: "Protocol", Small: p.Runner != "" || p.Admin})
	}
	if p.Admin && (p.Password != "" || p.Clinician) {
		all = append(all, navItem{Path: "/people", Name: "People", Small: p.Runner != ""}, navItem{Path: "/people/audit", Name: "Audit log", Small: p.Runner != "" || p.Clinician})
	}
	if p.Runner == "" {
		all = append(all, navItem{Path: "/settings", Name: "Settings"})
	}
	here := -1
	for i, item := range all {
		if v.r.URL.Path == item.Path || strings.HasPrefix(v.r.URL.Path, item.Path+"/") {
			if here < 0 || len(item.Path) > len(all[here].Path) {
				here = i
			}
		}
	}
	if here >= 0 {
		all[here].Here = true
	}
	return all
}

// more lists the pages that a phone's bar has no room for.
func (v *visit) more() error { return v.render("more", "More", nil) }

// asset sends a file that pages are made with. Under an address of its own
// time it never changes.
func (v *visit) asset() error {
	lasts := "public, max-age=3600"
	if v.r.URL.Query().Get("v") == assetTag {
		lasts = "public, max-age=31536000, immutable"
	}
	if v.r.PathValue("name") == "report.css" {
		v.w.Header().Set("Content-Type", "text/css; charset=utf-8")
		v.w.Header().Set("Cache-Control", lasts)
		writeAll(v.w, []byte(report.StyleSheet()))
		return nil
	}
	name := "assets/" + v.r.PathValue("name")
	if info, err := fs.Stat(assetFiles, name); err != nil || info.IsDir() {
		return errNotFound
	}
	v.w.Header().Set("Cache-Control", lasts)
	v.w.Header().Set("ETag", `"`+assetTag+`"`)
	http.ServeFileFS(v.w, v.r, assetFiles, name)
	return nil
}
