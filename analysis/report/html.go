package report

import (
	_ "embed"
	"html/template"
	"io"
	"strconv"
	"strings"
)

// HTML writes reports as one page that holds all it needs: its style and its
// pictures are in it, it has no script and asks no other host for anything.
// Each report begins a sheet of paper when the page is printed. Without any it
// says so, and what comes next.
func HTML(w io.Writer, s Style, reports ...Report) error {
	page := htmlPage{Title: documentTitle(reports), Style: template.CSS(htmlStyle)}
	if len(reports) == 0 {
		page.Empty = noReport
	}
	for i, r := range reports {
		page.Reports = append(page.Reports, htmlReportOf(r, s, i+1))
	}
	return htmlTemplate.Execute(w, page)
}

var (
	//go:embed html/report.css
	htmlStyle string
	//go:embed html/report.tmpl
	htmlSource string

	htmlTemplate = template.Must(template.New("page").Funcs(template.FuncMap{"cell": htmlCellOf}).Parse(htmlSource))
)

// pixels is a length in a picture, to a tenth of a pixel.
func pixels(v float64) string { return strconv.FormatFloat(*round(&v, 1), 'f', -1, 64) }

// htmlCell is a cell of the table of runs, which on a phone stands behind the
// title of its column.
type htmlCell struct{ Title, Text string }

func htmlCellOf(columns []Column, i int, text string) htmlCell {
	return htmlCell{columns[i].Title, text}
}

// htmlPage is what the template is given.
type htmlPage struct {
	Title   string
	Style   template.CSS
	Empty   []string // said where there is no report
	Reports []htmlReport
}

// htmlReport is a sheet with its picture, laid out for a wide page and for a
// phone.
type htmlReport struct {
	sheet
	htmlFigure
	Number        int // in its page
	Columns       []Column
	BaselineTitle string
	Sources       string
	Disclaimer    []string
}

// htmlFigure is the picture of a recovery as it is drawn.
type htmlFigure struct {
	Picture  picture
	Drawings []htmlDrawing
}

type htmlDrawing struct {
	Class string // wide or narrow: the style shows one of them
	drawing
}

// Sizes of the picture, in pixels.
var (
	wideFrame   = frame{Width: 760, Height: 280, Letter: 12}
	narrowFrame = frame{Width: 328, Height: 250, Letter: 11}
)

func htmlReportOf(r Report, s Style, number int) htmlReport {
	return htmlReport{
		sheet: sheetOf(r, s), htmlFigure: htmlFigureOf(r, s), Number: number, Columns: runColumns,
		BaselineTitle: baselineTitle, Sources: sourceLegend, Disclaimer: disclaimer,
	}
}

func htmlFigureOf(r Report, s Style) htmlFigure {
	p := pictureOf(r, s)
	return htmlFigure{p, []htmlDrawing{{"wide", p.draw(wideFrame)}, {"narrow", p.draw(narrowFrame)}}}
}

// documentTitle names a document of reports in a line.
func documentTitle(reports []Report) string {
	switch len(reports) {
	case 0:
		return "No recovery to report on"
	case 1:
		return reportTitle(reports[0])
	}
	title := reportTitle(reports[0])
	return strings.Replace(title, "Recovery", plural(len(reports), "recovery", "recoveries"), 1)
}
