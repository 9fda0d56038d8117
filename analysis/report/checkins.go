package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"needled/analysis"
)

// checkInWords is what a runner reported; what was not recorded is left out,
// and said so when nothing was.
func checkInWords(c analysis.CheckIn) string {
	yesNo := func(b *bool, yes, no string) string {
		switch {
		case b == nil:
			return ""
		case *b:
			return yes
		}
		return no
	}
	scale := func(name string, n *int) string {
		if n == nil {
			return ""
		}
		return fmt.Sprintf("%s %d/10", name, *n)
	}
	flag := func(on bool, name string) string {
		if on {
			return name
		}
		return ""
	}
	said := facts(
		yesNo(c.SquatOK, "squat fine", "squat not free of pain or stiffness"),
		yesNo(c.HeelRaise, "heel raises fine", "heel raises with discomfort"),
		yesNo(c.FullROM, "full range of motion", "range of motion limited"),
		scale("soreness", c.Soreness), scale("pain", c.Pain),
		flag(c.SharpPain, "sharp pain"), flag(c.Cramping, "cramping"),
	)
	text := "before a run: "
	if c.Kind == analysis.AfterRun {
		text = "after a run: "
	}
	text += cmp.Or(strings.Join(said, ", "), "no symptoms reported, nothing else recorded")
	if c.Note != "" {
		text += ". “" + clean(c.Note) + "”"
	}
	return text
}

// CheckIns writes the list of `needled checkin list`.
func CheckIns(w io.Writer, s Style, checks []analysis.CheckIn) error {
	t := NewTable(Column{Title: "ID"}, Column{Title: "At"}, Column{Title: "Said", Elastic: true})
	for _, c := range checks {
		t.Row(c.ID, c.At.In(s.zone()).Format("Mon 2 Jan 2006 15:04"), checkInWords(c))
	}
	return t.Write(w, s)
}
