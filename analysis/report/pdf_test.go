package report

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"needled/analysis"
)

func TestPDFHoldsEveryFigureOfTheText(t *testing.T) {
	for name, r := range paperReports(berlin(t)) {
		for _, u := range []analysis.Units{analysis.Metric, analysis.Imperial} {
			t.Run(name+" "+string(u), func(t *testing.T) {
				s := Style{Units: u}
				holdsEveryFigure(t, s, r, printedText(t, s, r))
			})
		}
	}
}

// What is said in sentences is said in the same ones on paper.
func TestPDFSaysWhatTheSheetSays(t *testing.T) {
	r := flaggedReport(berlin(t))
	text := printedText(t, Style{}, r)
	sh := sheetOf(r, Style{})
	want := append([]string{sh.Title, sourceLegend, strings.Join(disclaimer, " ")}, sh.Fine...)
	for _, f := range sh.Head {
		want = append(want, f.Value)
	}
	for _, x := range sh.Findings {
		for _, f := range x.Findings {
			want = append(want, f.Headline+". "+f.Text)
		}
	}
	want = append(want, sh.CheckIns...)
	for _, sentence := range want {
		if !strings.Contains(text, unwrapped(sentence)) {
			t.Errorf("the PDF lacks %q", sentence)
		}
	}
}

func TestPages(t *testing.T) {
	zone := berlin(t)
	two := []Report{flaggedReport(zone), emptyReport(zone)}
	for _, tt := range []struct {
		name    string
		reports []Report
		most    int
	}{
		{"a recovery with flagged runs", two[:1], 2},
		{"a recovery without runs", two[1:], 1},
		{"both", two, 3},
		{"twenty runs, most of them flagged", []Report{twentyRuns(zone)}, 3},
		{"no recovery", nil, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := pdfOf(t, Style{}, tt.reports...)
			pages := len(regexp.MustCompile(`/Type /Page\b`).FindAll(b, -1))
			if pages > tt.most {
				t.Errorf("%d pages, want %d at most", pages, tt.most)
			}
			text := printed(t, b)
			for n := range pages {
				if want := "Page " + string(rune('1'+n)) + " of " + string(rune('0'+pages)); strings.Count(text, want) != 1 {
					t.Errorf("%q stands there %d times", want, strings.Count(text, want))
				}
			}
		})
	}
}

// Every recovery begins a page, whose foot names its treatment.
func TestEachRecoveryBeginsAPage(t *testing.T) {
	zone := berlin(t)
	text := printedText(t, Style{}, emptyReport(zone), dateOnlyReport(zone))
	first, second, found := strings.Cut(text, "Page 1 of 2")
	if !found || !strings.Contains(first, "no runs yet") || strings.Contains(first, "time of day not known") || !strings.Contains(second, "time of day not known") {
		t.Fatalf("got %q", text)
	}
	for foot, in := range map[string]string{
		"Mara Keller · treatment Mon 2 Mar 2026, 17:30 CET · As of Mon 2 Mar 2026, 21:00":              second,
		"Mara Keller · treatment Mon 2 Mar 2026, time of day not known · As of Thu 12 Mar 2026, 08:00": second,
	} {
		if !strings.Contains(in, foot) {
			t.Errorf("no foot says %q", foot)
		}
	}
}

func TestThePDFIsDatedByItsReport(t *testing.T) {
	zone := berlin(t)
	r := flaggedReport(zone)
	b := pdfOf(t, Style{}, r)
	for _, want := range []string{"/CreationDate (D:20260312070000", "/ModDate (D:20260312070000", "/Lang (en)"} {
		if !bytes.Contains(b, []byte(want)) {
			t.Errorf("the document lacks %s", want)
		}
	}
	for range 3 {
		if !bytes.Equal(pdfOf(t, Style{}, flaggedReport(zone)), b) {
			t.Fatal("the same report gave other bytes")
		}
	}
	r.At = time.Time{}
	if !bytes.Contains(pdfOf(t, Style{}, r), []byte("/CreationDate (D:20260302163000")) {
		t.Error("a report for no moment is not dated by its treatment")
	}
}

func TestLettersOfOtherScripts(t *testing.T) {
	zone := berlin(t)
	for _, tt := range []struct {
		name, printed string
		lacking       bool
	}{
		{"Наталья Иванова", "Наталья Иванова", false},
		{"Nguyễn Thị Hồng", "Nguyễn Thị Hồng", false},
		{"Zoe\u0301 Ångström", "Zoé Ångström", false}, // composed
		{"Ελένη Παπαδοπούλου", "Ελένη Παπαδοπούλου", false},
		{"Dana דנה", "Dana הנד", false}, // as seen, left to right
		{"田中 Yui", "□□ Yui", true},
		{"Mara 🏃", "Mara □", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := printedText(t, Style{}, named(flaggedReport(zone), tt.name))
			if !strings.Contains(text, "Recovery after dry needling: "+tt.printed) {
				t.Errorf("got %.80q", text)
			}
			if told := strings.Contains(text, "Some letters of the name can’t be printed in this PDF; the HTML report shows them."); told != tt.lacking {
				t.Errorf("that the name can't be printed is told at the top: %v, want %v", told, tt.lacking)
			}
			if told := strings.Contains(text, "□ stands for a letter"); told != tt.lacking {
				t.Errorf("that letters are lacking is told: %v, want %v", told, tt.lacking)
			}
		})
	}
}

func TestHostileTextLeavesThePDFWhole(t *testing.T) {
	for _, hostile := range []string{`) Tj ET endstream`, `\`, `{pages}`, "a\x00b", strings.Repeat("((", 500), strings.Repeat("x", 2000)} {
		text := printedText(t, Style{}, hostileReport(berlin(t), hostile))
		if !strings.Contains(text, disclaimer[1]) {
			t.Errorf("%.20q: the end is missing", hostile)
		}
	}
}

func BenchmarkPDF(b *testing.B) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		b.Skip("no time zone data:", err)
	}
	r := twentyRuns(zone)
	for b.Loop() {
		if err := PDF(io.Discard, Style{}, r); err != nil {
			b.Fatal(err)
		}
	}
}

func pdfOf(t *testing.T, s Style, reports ...Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := PDF(&b, s, reports...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func printedText(t *testing.T, s Style, reports ...Report) string {
	t.Helper()
	return printed(t, pdfOf(t, s, reports...))
}

var (
	pdfStream = regexp.MustCompile(`(?s)stream\n(.*?)\nendstream`)
	shownText = regexp.MustCompile(`(?s)\(((?:\\.|[^\\)])*)\) ?Tj`)
	escaped   = regexp.MustCompile(`(?s)\\(.)`)
)

// printed is the text of a PDF's pages, in the order it was written.
func printed(t *testing.T, document []byte) string {
	t.Helper()
	var text strings.Builder
	for _, stream := range pdfStream.FindAllSubmatch(document, -1) {
		r, err := zlib.NewReader(bytes.NewReader(stream[1]))
		if err != nil {
			continue // a map of letters, which is not compressed
		}
		page, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(page, []byte("BT ")) {
			continue // a font
		}
		for _, shown := range shownText.FindAllSubmatch(page, -1) {
			raw := escaped.ReplaceAllFunc(shown[1], func(e []byte) []byte {
				if e[1] == 'r' {
					return []byte("\r")
				}
				return e[1:]
			})
			units := make([]uint16, len(raw)/2)
			for i := range units {
				units[i] = binary.BigEndian.Uint16(raw[2*i:])
			}
			text.WriteString(string(utf16.Decode(units)) + " ")
		}
	}
	return unwrapped(text.String())
}
