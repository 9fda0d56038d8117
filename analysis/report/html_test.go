package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"needled/analysis"
)

func TestHTML(t *testing.T) {
	zone := berlin(t)
	golden(t, "report.html", func(w io.Writer) error { return HTML(w, Style{}, flaggedReport(zone)) })
	golden(t, "report_little_known_imperial.html", func(w io.Writer) error {
		return HTML(w, Style{Units: analysis.Imperial}, littleKnown(zone))
	})
	golden(t, "report_two.html", func(w io.Writer) error { return HTML(w, Style{}, emptyReport(zone), dateOnlyReport(zone)) })
	golden(t, "report_no_treatment.html", func(w io.Writer) error { return HTML(w, Style{}) })
}

func TestHTMLHoldsEveryFigureOfTheText(t *testing.T) {
	for name, r := range paperReports(berlin(t)) {
		for _, u := range []analysis.Units{analysis.Metric, analysis.Imperial} {
			t.Run(name+" "+string(u), func(t *testing.T) {
				s := Style{Units: u}
				holdsEveryFigure(t, s, r, readHTML(t, s, r).text)
			})
		}
	}
}

// Whatever a name, a note or a device says stays text: it makes no element,
// no attribute and no request.
func TestHostileTextStaysText(t *testing.T) {
	for _, hostile := range []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onload='alert(1)`, `</style><script>alert(1)</script>`,
		`</title></main>`, `javascript:alert(1)`, `&lt;b&gt;`, `<!-- `, `{{.Title}}`, `]]>`, "a\x00b\u202ec",
	} {
		t.Run(hostile, func(t *testing.T) {
			plain := readHTML(t, Style{}, hostileReport(berlin(t), "harmless"))
			got := readHTML(t, Style{}, hostileReport(berlin(t), hostile))
			if !slices.Equal(got.elements, plain.elements) {
				t.Errorf("the text made elements: %q", got.elements)
			}
			if n, want := strings.Count(got.text, clean(hostile)), strings.Count(plain.text, "harmless"); n < want {
				t.Errorf("the text stands there %d times, want %d", n, want)
			}
		})
	}
}

func TestHTMLAsksNobodyForAnything(t *testing.T) {
	zone := berlin(t)
	for name, r := range paperReports(zone) {
		page := readHTML(t, Style{}, r)
		for _, forbidden := range []string{"script", "link", "img", "image", "iframe", "object", "base", "form", "a"} {
			if slices.Contains(page.elements, forbidden) {
				t.Errorf("%s: the page has the element %s", name, forbidden)
			}
		}
		for _, a := range page.attributes {
			if strings.HasPrefix(a, "on") || slices.Contains([]string{"src", "href", "srcset", "style"}, a) {
				t.Errorf("%s: the page has the attribute %s", name, a)
			}
		}
		for _, forbidden := range []string{"url(", "@import", "//"} {
			if strings.Contains(htmlStyle, forbidden) {
				t.Errorf("the style has %s", forbidden)
			}
		}
	}
}

func TestEachRecoveryIsAnArticleOfItsOwn(t *testing.T) {
	zone := berlin(t)
	page := readHTML(t, Style{}, flaggedReport(zone), dateOnlyReport(zone), flaggedReport(zone))
	if n := strings.Count(strings.Join(page.elements, " ")+" ", "article "); n != 3 {
		t.Errorf("%d articles, want 3", n)
	}
	ids := slices.Sorted(slices.Values(page.ids))
	if len(ids) != 3 || len(slices.Compact(ids)) != 3 {
		t.Errorf("the ids are %q", page.ids)
	}
	if !strings.HasPrefix(page.text, "3 recoveries after dry needling: Mara Keller") {
		t.Errorf("the page is called %.60q", page.text)
	}
}

// The picture is told in words to who can't see it.
func TestThePictureHasATextAlternative(t *testing.T) {
	page := readHTML(t, Style{}, littleKnown(berlin(t)))
	for _, want := range []string{
		"Rest until Tue 3 Mar 17:30, then with care until Wed 4 Mar 17:30.",
		"Run 1, Tue 3 Mar 07:30, 8.1 km, cap 3.6 km: outside.",
		"Run 2, Thu 5 Mar, time of day hidden, 4.53 km, cap 4.50 km: caution.",
		"No cap on the distance is known for run 3.",
	} {
		if len(page.labels) != 2 || !strings.Contains(page.labels[0], want) || page.labels[0] != page.labels[1] {
			t.Errorf("the alternatives are %q, want them to hold %q", page.labels, want)
		}
	}
}

// readPage is what a reader of a page finds.
type readPage struct {
	text                              string
	elements, attributes, ids, labels []string
}

func readHTML(t *testing.T, s Style, reports ...Report) readPage {
	t.Helper()
	var b bytes.Buffer
	if err := HTML(&b, s, reports...); err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(&b)
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var page readPage
	var text strings.Builder
	inStyle := false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			page.text = unwrapped(text.String())
			return page
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			page.elements = append(page.elements, token.Name.Local)
			inStyle = token.Name.Local == "style"
			for _, a := range token.Attr {
				page.attributes = append(page.attributes, a.Name.Local)
				switch a.Name.Local {
				case "id":
					page.ids = append(page.ids, a.Value)
				case "aria-label":
					page.labels = append(page.labels, a.Value)
				}
			}
		case xml.EndElement:
			inStyle = false
			text.WriteString(" ")
		case xml.CharData:
			if !inStyle {
				text.Write(token)
			}
		}
	}
}
