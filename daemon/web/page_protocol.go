package web

import (
	"strconv"
	"strings"

	"needled/analysis"
	"needled/analysis/report"
)

// protocolPage is every number of the protocol in force, and where it differs
// from the one needled comes with.
type protocolPage struct {
	Name, Version string
	Fingerprint   string
	Changed       []numberRow
	Tables        []numberTable
}

type numberTable struct {
	Name string
	Rows []numberRow
}

// numberRow is a number of the protocol.
type numberRow struct {
	Title, Key     string // what it is, and its name in the protocol's file
	Value, Default string // Default "" where it is the same
	Source, Letter string
	Note           string // what the protocol in force says of it; "" where that is its title
}

func (v *visit) protocol() error {
	p := protocolPage{Name: v.Protocol.Name, Version: v.Protocol.Version, Fingerprint: v.Protocol.Fingerprint()}
	for _, spec := range analysis.Specs() {
		table, name, _ := strings.Cut(string(spec.Key), ".")
		n, usual := v.Protocol.Numbers[spec.Key], v.Default.Numbers[spec.Key]
		row := numberRow{Title: titleOf(usual.Note), Key: name, Value: numberText(n), Source: report.SourceWords(n.Source), Letter: string(n.Source)}
		if n.Note != usual.Note && !strings.HasPrefix(n.Note, withoutReason) {
			row.Note = n.Note
		}
		if numberText(usual) != row.Value {
			row.Default = numberText(usual)
			changed := row
			changed.Key = string(spec.Key)
			p.Changed = append(p.Changed, changed)
		}
		if last := len(p.Tables) - 1; last < 0 || p.Tables[last].Name != words(table) {
			p.Tables = append(p.Tables, numberTable{Name: words(table)})
		}
		last := len(p.Tables) - 1
		p.Tables[last].Rows = append(p.Tables[last].Rows, row)
	}
	return v.render("protocol", "The protocol", p)
}

// withoutReason begins the note of a number that a protocol gives without one.
const withoutReason = "set by this protocol;"

// titleOf is what a number means as the name of its row. Some go on in the
// next row, which their notes show with dots.
func titleOf(note string) string {
	title := strings.TrimSpace(strings.Trim(note, ". "))
	if title == "" {
		return ""
	}
	return strings.ToUpper(title[:1]) + title[1:]
}

// words makes a key of the protocol's file readable.
func words(key string) string { return strings.ReplaceAll(key, "_", " ") }

func numberText(n analysis.Number) string {
	if n.Unit == "share" {
		return analysis.Percent(n.Value)
	}
	return strings.TrimSpace(strconv.FormatFloat(n.Value, 'f', -1, 64) + " " + n.Unit)
}
