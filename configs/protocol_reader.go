package configs

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"needled/analysis"
)

// protocolReader lays one file over a protocol and collects what is wrong.
type protocolReader struct {
	document
	problems
	protocol analysis.Protocol
	given    map[analysis.Key]Origin // numbers the file gives
	wrong    map[analysis.Key]bool   // those of them with a mistake
}

func (r *protocolReader) topLevel(key string, v any) {
	switch path := join("", key); {
	case key == "name":
		r.text(path, v, &r.protocol.Name)
	case key == "version":
		r.text(path, v, &r.protocol.Version)
	case slices.Contains(protocolTables(), key):
		table, ok := v.(map[string]any)
		if !ok {
			r.add(r.at(path), "%s must be a table, headed [%s], not %s", key, key, kind(v))
		}
		for name, v := range table {
			r.number(join(path, name), v)
		}
	default:
		if _, table := v.(map[string]any); table {
			r.add(r.at(path), "[%s] is not a table of the protocol%s", path, didYouMean(brackets(fewestSlips(path, protocolTables()))))
			return
		}
		r.add(r.at(path), "%s is not a number of the protocol%s", path, didYouMean(nearestKey(path, append(protocolKeys(), "name", "version"))))
	}
}

func (r *protocolReader) text(path string, v any, to *string) {
	switch s, ok := v.(string); {
	case !ok:
		r.add(r.at(path), "%s must be a text in quotes, not %s", path, kind(v))
	case strings.TrimSpace(s) == "" || strings.ContainsAny(s, "\r\n"):
		r.add(r.at(path), "%s must be one line of text", path)
	default:
		*to = s
	}
}

// number reads one number, written bare or as a table.
func (r *protocolReader) number(path string, v any) {
	spec, known := analysis.SpecOf(analysis.Key(path))
	if !known {
		r.add(r.at(path), "%s is not a number of the protocol%s", path, didYouMean(nearestKey(path, protocolKeys())))
		return
	}
	before := len(r.problems)
	n, inherited := r.protocol.Numbers[spec.Key]
	if !inherited {
		n.Unit = spec.Unit
	}
	switch v := v.(type) {
	case map[string]any:
		n = r.fields(path, spec, n, v)
	default:
		n = r.value(path, spec, n, v)
	}
	r.given[spec.Key] = r.at(path)
	r.wrong[spec.Key] = len(r.problems) > before
	r.protocol.Numbers[spec.Key] = n
}

// fields reads a number written as a table. Without value, the table may
// still tell source and note: so a clinic confirms a number as it is.
func (r *protocolReader) fields(path string, spec analysis.Spec, n analysis.Number, table map[string]any) analysis.Number {
	if len(table) == 0 {
		r.add(r.at(path), "%s is empty; give it a value", path)
	}
	unit, given := table["unit"]
	if given && unit != spec.Unit {
		r.add(r.at(join(path, "unit")), "the unit of %s is %q, not %s; give its value in %s", path, spec.Unit, kind(unit), spec.Unit)
	} else if v, ok := table["value"]; ok {
		n = r.value(join(path, "value"), spec, n, v)
	}
	for field, v := range table {
		at := join(path, field)
		switch field {
		case "value", "unit":
		case "source":
			r.source(at, v, &n.Source)
		case "note":
			r.text(at, v, &n.Note)
		default:
			r.add(r.at(at), "%s is not known%s", at, didYouMean(Nearest(field, []string{"value", "unit", "source", "note"})))
		}
	}
	return n
}

// value sets the number, and unless told otherwise later its source is the
// clinic, who set it; its old note explains the default and says so.
func (r *protocolReader) value(path string, spec analysis.Spec, n analysis.Number, v any) analysis.Number {
	var value float64
	switch v := v.(type) {
	case int64:
		value = float64(v)
	case float64:
		value = v
	default:
		r.add(r.at(path), "%s must be a number without quotes, such as %s, not %s", path, plain(n.Value), kind(v))
		return n
	}
	if err := spec.Check(value); err != nil {
		r.add(r.at(path), "%s", err)
		return n
	}
	if n.Note != "" {
		n.Note = fmt.Sprintf("set by this protocol; the default is %s %s (%s): %s", plain(n.Value), n.Unit, n.Source, n.Note)
	}
	n.Value, n.Source = value, analysis.ClinicAdvice
	return n
}

func (r *protocolReader) source(path string, v any, to *analysis.Source) {
	s, _ := v.(string)
	switch source := analysis.Source(s); source {
	case analysis.ClinicAdvice, analysis.Literature, analysis.NeedledOwn:
		*to = source
	default:
		r.add(r.at(path), `%s must be "C" (the clinic's advice), "L" (literature) or "N" (needled's own reading), not %s`, path, kind(v))
	}
}

// conflicts reports numbers that contradict each other, at the later of their
// lines. Of numbers with a mistake nothing more is said.
func (r *protocolReader) conflicts() {
	for _, c := range r.protocol.Conflicts() {
		if r.wrong[c.Low] || r.wrong[c.High] {
			continue
		}
		at := r.given[c.Low]
		if high := r.given[c.High]; high.Line > at.Line {
			at = high
		}
		r.add(at, "%s, but %s and %s", c.Error(), r.stands(c.Low), r.stands(c.High))
	}
}

// stands says what a number is and on which line it is given.
func (r *protocolReader) stands(k analysis.Key) string {
	n := r.protocol.Numbers[k]
	where := "the default"
	if at, ok := r.given[k]; ok {
		where = fmt.Sprintf("line %d", at.Line)
	}
	return fmt.Sprintf("%s is %s %s (%s)", k, plain(n.Value), n.Unit, where)
}

func protocolKeys() []string {
	var keys []string
	for _, s := range analysis.Specs() {
		keys = append(keys, string(s.Key))
	}
	return keys
}

func protocolTables() []string {
	var tables []string
	for _, k := range protocolKeys() {
		table, _, _ := strings.Cut(k, ".")
		tables = append(tables, table)
	}
	return slices.Compact(tables)
}

// plain prints a number as a person would write it.
func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
