package stravacsv

import (
	"bytes"
	"encoding/csv"
	"io"
	"iter"
	"slices"
	"strings"

	"needled/ingest"
)

// Table is a list of activities.
type Table struct {
	header  []string
	columns columns
	comma   rune
	rows    []byte // everything below the header
}

// notATable is the answer to any other csv file.
var notATable = &ingest.IgnoredError{Kind: "csv"}

// Read finds the columns of a list of activities. It returns an
// *ingest.IgnoredError for a csv file that is none.
func Read(b []byte) (*Table, error) {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	line, _, _ := bytes.Cut(b, []byte("\n"))
	t := &Table{comma: ','}
	if bytes.Count(line, []byte(";")) > bytes.Count(line, []byte(",")) {
		t.comma = ';' // saved again by a spreadsheet
	}
	r := t.reader(b)
	header, err := r.Read()
	if err != nil {
		return nil, notATable
	}
	t.header, t.rows = header, b[r.InputOffset():]
	var ok bool
	if t.columns, ok = findColumns(header, t.comma, t.records()); !ok {
		return nil, notATable
	}
	return t, nil
}

func (t *Table) reader(b []byte) *csv.Reader {
	r := csv.NewReader(bytes.NewReader(b))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = t.comma, true, -1
	return r
}

// records are the cells of each row. Rows that can't be read are left out.
func (t *Table) records() iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		r := t.reader(t.rows)
		for {
			cells, err := r.Read()
			if err == io.EOF {
				return
			}
			if err == nil && !yield(cells) {
				return
			}
		}
	}
}

// Rows are the activities listed, in order.
func (t *Table) Rows() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for cells := range t.records() {
			if len(strings.TrimSpace(strings.Join(cells, ""))) > 0 && !yield(Row{t, cells}) {
				return
			}
		}
	}
}

// Row is an activity as the list tells it.
type Row struct {
	table *Table
	cells []string
}

// cell is what stands in a column, "" where the row has none.
func (r Row) cell(column int) string {
	if column < 0 || column >= len(r.cells) {
		return ""
	}
	return strings.TrimSpace(r.cells[column])
}

// ID is Strava's number of the activity, "" when the row has none.
func (r Row) ID() string { return r.cell(r.table.columns.id) }

// SourceID is the activity's name among all that is known of services (see
// analysis.Run), "" when the row has no number that can be one.
func (r Row) SourceID() string {
	id := r.ID()
	if id == "" || len(id) > 32 || strings.Trim(id, "0123456789") != "" {
		return ""
	}
	return "strava:" + id
}

// File is the track, as a path within the export; "" for an activity that
// has none.
func (r Row) File() string {
	file := strings.ReplaceAll(r.cell(r.table.columns.file), `\`, "/")
	if !ingest.IsTrack(file) {
		return "" // also "#error#", where Strava lost the track
	}
	return file
}

// Document is the row under its header as a csv file of its own, which reads
// as the same activity. Columns that were found by their place, and perhaps by
// other rows, get names that tell them.
func (r Row) Document() []byte {
	header, c := r.table.header, r.table.columns
	if c.byPlace {
		header = slices.Clone(header)
		header[c.date], header[c.kind], header[c.file] = "Aktivitätsdatum", "Aktivitätsart", "Dateiname"
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = r.table.comma
	for _, cells := range [][]string{header, r.cells} {
		plain := make([]string, len(cells))
		for i, cell := range cells {
			plain[i] = lineEnds.Replace(cell)
		}
		_ = w.Write(plain) // a buffer takes everything
	}
	w.Flush()
	return b.Bytes()
}

// lineEnds makes of line ends what reading makes of them.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", " ")
