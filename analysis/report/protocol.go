package report

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"needled/analysis"
)

// Protocol writes every number of a protocol with its unit, its source and
// what it means, in the order and the tables of its file.
func Protocol(w io.Writer, s Style, pr analysis.Protocol) error {
	p := &page{Style: s}
	p.paraIn(bold, "", strings.Join(facts(clean(pr.Name), version(pr), "fingerprint "+clean(pr.Fingerprint())), " · "))
	p.para("", sourceLegend)
	specs := analysis.Specs()
	for len(specs) > 0 {
		table, _, _ := strings.Cut(string(specs[0].Key), ".")
		end := slices.IndexFunc(specs, func(s analysis.Spec) bool { return !strings.HasPrefix(string(s.Key), table+".") })
		if end < 0 {
			end = len(specs)
		}
		p.heading("[" + table + "]")
		p.numbers(pr, specs[:end])
		specs = specs[end:]
	}
	return p.writeTo(w)
}

// numbers prints one table of a protocol, what each number means beside it.
func (p *page) numbers(pr analysis.Protocol, specs []analysis.Spec) {
	names, values := make([]string, len(specs)), make([]string, len(specs))
	var nameWidth, valueWidth int
	for i, spec := range specs {
		_, names[i], _ = strings.Cut(string(spec.Key), ".")
		values[i] = "missing"
		if n, ok := pr.Numbers[spec.Key]; ok {
			values[i] = strconv.FormatFloat(n.Value, 'f', -1, 64) + " " + clean(n.Unit)
		}
		nameWidth, valueWidth = max(nameWidth, columns(names[i])), max(valueWidth, columns(values[i]))
	}
	for i, spec := range specs {
		n := pr.Numbers[spec.Key]
		first := pad(names[i], nameWidth, false) + gap + pad(values[i], valueWidth, false) + gap + pad(string(n.Source), 1, false) + gap
		p.para(first, clean(n.Note))
	}
}
