package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// PDF writes reports as a document of A4 pages, each report from a page of its
// own. The same reports give the same bytes: the document is dated by the
// moment they were made for. Without any it says so, and what comes next.
func PDF(w io.Writer, s Style, reports ...Report) error {
	p := newPaper()
	p.describe(documentTitle(reports), madeAt(reports))
	if len(reports) == 0 {
		p.newSheet(foot{})
		for _, line := range noReport {
			p.para(body, line)
		}
	}
	for _, r := range reports {
		sh := sheetOf(r, s)
		p.newSheet(sh.foot(r))
		p.sheet(sh, pictureOf(r, s))
	}
	if err := p.pdf.Output(w); err != nil {
		return fmt.Errorf("write the report as PDF: %w", err)
	}
	return nil
}

// describe sets what the document says of itself.
func (p *paper) describe(title string, made time.Time) {
	p.pdf.SetTitle(basic(title), true)
	p.pdf.SetSubject("Training after dry needling, beside the clinic's advice", true)
	p.pdf.SetCreator("needled", true)
	p.pdf.SetLang("en")
	p.pdf.SetCreationDate(made)
	p.pdf.SetModificationDate(made)
	p.pdf.SetCatalogSort(true) // else the order of fonts is left to chance
}

// basic is text without the letters beyond the basic ones, which the title of
// a document can't hold.
func basic(text string) string {
	return strings.Map(func(r rune) rune {
		if r > 0xffff {
			return noLetter
		}
		return r
	}, text)
}

// madeAt is when a document is from: the moment its reports were made for, or
// the last treatment it tells of where they are for none.
func madeAt(reports []Report) time.Time {
	made := time.Unix(0, 0)
	for _, r := range reports {
		at := r.At
		if at.IsZero() {
			at = r.Recovery.Treatment.At
		}
		made = later(made, at)
	}
	return made.UTC()
}

// foot names a sheet at the foot of each of its pages, so that they find
// together when they fall apart.
type foot struct{ name, rest string }

func (sh sheet) foot(r Report) foot {
	return foot{clean(r.name()), strings.Join(facts("treatment "+sh.Head[0].Value, sh.Made), " · ")}
}

// A4 in millimetres, and its margins.
const (
	pageWidth  = 210.0
	pageHeight = 297.0
	margin     = 14.0
	textRight  = pageWidth - margin
	textFoot   = pageHeight - 16.0
)

// paper is a document being written: where on which page the next line comes.
// All lengths are in millimetres.
type paper struct {
	pdf     *fpdf.Fpdf
	letters letters
	y       float64 // top of the next line
	foot    foot
	lacking bool // a letter of this sheet is in neither of the fonts
}

func newPaper() *paper {
	p := &paper{pdf: fpdf.New("P", "mm", "A4", ""), letters: newLetters()}
	p.pdf.SetMargins(0, 0, 0)
	p.pdf.SetAutoPageBreak(false, 0)
	p.letters.addTo(p.pdf)
	p.pdf.AliasNbPages(pageCount)
	p.pdf.SetFooterFunc(p.footer)
	return p
}

// pageCount stands for the number of pages until it is known.
const pageCount = "{pages}"

// newSheet begins a page, and with it what the foot of the pages says.
func (p *paper) newSheet(f foot) {
	p.newPage()
	p.foot, p.lacking = f, false
}

func (p *paper) newPage() {
	p.pdf.AddPage()
	p.y = margin
}

// need begins a new page where the height is not left on this one.
func (p *paper) need(height float64) {
	if p.y+height > textFoot {
		p.newPage()
	}
}

// footer counts the pages and names the sheet. Of a long name as much is
// printed as there is room for.
func (p *paper) footer() {
	const count = 24.0 // room for the number of the page
	y := pageHeight - 9.0
	p.text(small, margin, y, fmt.Sprintf("Page %d of %s", p.pdf.PageNo(), pageCount))
	room := textRight - margin - count - p.width(small, " · "+p.foot.rest)
	text := strings.Join(facts(p.fit(small, p.foot.name, room), p.foot.rest), " · ")
	p.text(small, textRight-p.width(small, text), y, text)
}
