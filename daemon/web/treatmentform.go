package web

import (
	"maps"
	"net/url"
	"slices"
	"time"

	"needled/analysis"
	"needled/analysis/report"
)

// treatmentPage asks for a treatment, or shows one to be changed.
type treatmentPage struct {
	Base     string
	ID       string // "" for a new one
	Title    string
	Troubles []trouble
	Means    []string // what it means for the days after it; nil while it is not recorded
	Day      field
	Clock    field
	Parts    []bodyPart
	Wrong    string // what is wrong with the regions
	Many     int    // from so many large groups on it is demanding
	Strength choice
	Class    choice
	CPT      choice
	Note     field
	Caps     []capGroup // for a clinician
	CapsOpen bool
	Set      []string // for the runner: what the clinic set
}

// bodyPart is a part of the body with regions to tick.
type bodyPart struct {
	Name      string
	LowerLimb bool
	Regions   []option
}

// capGroup is a group of numbers a clinician may set for one treatment.
type capGroup struct {
	Title  string
	Fields []field
}

// furthest is how far from now a treatment may lie: a slip of the year is
// likelier than one beyond it.
const (
	furthestBack  = 30 * 365 * 24 * time.Hour
	furthestAhead = 2 * 365 * 24 * time.Hour
)

// askTreatment shows the form, with what was entered; t is what is recorded.
func (v *visit) askTreatment(status int, r analysis.Runner, t analysis.Treatment, means []string, f *form) error {
	style := v.style(r)
	asked, unsaid := "Did the clinician say how much rest it takes?", "Not said"
	if v.others() {
		asked, unsaid = "How much rest does it take?", "By the protocol"
	}
	p := treatmentPage{
		Base: v.base(), ID: t.ID, Title: "Record a treatment", Troubles: f.troubles(), Means: means,
		Many: int(v.Protocol.Value(analysis.LargeGroups)), Wrong: f.wrong["muscles"],
		Day: field{Name: "day", Label: "Day", Type: "date", Value: f.values.Get("day"), Error: f.wrong["day"], Required: true},
		Clock: field{Name: "clock", Label: "Time it ended", Type: "time", Value: f.values.Get("clock"), Error: f.wrong["clock"],
			Hint: "Leave it empty if nobody knows: the rest is then counted from the start of the day. By the clock of " + r.Location().String() + "."},
		Note: field{Name: "note", Label: "Note", Type: "textarea", Value: f.values.Get("note"), Error: f.wrong["note"]},
		Strength: f.one("intensity", "How intensive was the needling?", "",
			option{Value: "", Label: "Standard"}, option{Value: string(analysis.Intensive), Label: "Intensive", Hint: "stubborn points"}),
		Class: f.one("class", asked, "The clinician's word holds, whatever was treated.",
			option{Value: "", Label: unsaid, Hint: "worked out from what was treated"}, option{Value: string(analysis.Typical), Label: "Typical", Hint: v.restOf(analysis.TypicalFloor, analysis.TypicalClear)},
			option{Value: string(analysis.Demanding), Label: "Demanding", Hint: v.restOf(analysis.DemandingFloor, analysis.DemandingClear)}),
		CPT: f.one("cpt", "CPT code", "Kept for reports; it doesn't change the rest.",
			option{Value: "", Label: "None"}, option{Value: "20560", Label: "20560", Hint: "1–2 muscles"}, option{Value: "20561", Label: "20561", Hint: "3 or more"}),
	}
	if t.ID != "" {
		p.Title = "Treatment of " + style.Date(t.At)
	}
	for _, part := range report.BodyParts() {
		b := bodyPart{Name: part.Name, LowerLimb: part.LowerLimb}
		for _, m := range part.Regions {
			o := option{Name: "muscles", Value: string(m), Label: report.RegionName(m), On: slices.Contains(f.values["muscles"], string(m))}
			if m.Large() {
				o.Hint = "large"
			}
			b.Regions = append(b.Regions, o)
		}
		p.Parts = append(p.Parts, b)
	}
	if v.others() {
		p.Caps, p.CapsOpen = f.capFields(v.Protocol, style.Units)
	} else {
		p.Set = report.SetWords(t, style.Units)
	}
	return v.renderStatus(status, "treatment", p.Title, p)
}

// restOf is the rest of a class in a few words: "24 h of rest, clear from
// 48 h".
func (v *visit) restOf(floor, clear analysis.Key) string {
	from, to := v.Protocol.Value(floor), v.Protocol.Value(clear)
	return report.Amount(from, from, "h", "") + " of rest, clear from " + report.Amount(to, to, "h", "")
}

// whoseNumber begins the hint beside a field: a clinic must not be quoted for
// a number it never gave.
func whoseNumber(s analysis.Source) string {
	switch s {
	case analysis.ClinicAdvice:
		return "The clinic’s: "
	case analysis.Literature:
		return "From the literature: "
	}
	return "needled’s own: "
}

// one is a choice of one, as it was made.
func (f *form) one(name, label, hint string, options ...option) choice {
	for i, o := range options {
		options[i].On = f.values.Get(name) == o.Value
	}
	return choice{Name: name, Label: label, Hint: hint, Error: f.wrong[name], Row: true, Options: options}
}

// treatmentAsForm is a treatment as it would have been entered.
func (v *visit) treatmentAsForm(r analysis.Runner, t analysis.Treatment) *form {
	f := &form{values: url.Values{}}
	if t.ID == "" {
		return f
	}
	at := t.At.In(r.Location())
	f.values.Set("day", at.Format(dayField))
	if !t.DateOnly {
		f.values.Set("clock", at.Format(clockField))
	}
	for _, m := range t.Muscles {
		f.values.Add("muscles", string(m))
	}
	if t.Intensity == analysis.Intensive {
		f.values.Set("intensity", string(t.Intensity))
	}
	f.values.Set("class", string(t.Class))
	f.values.Set("cpt", t.CPT)
	f.values.Set("note", t.Note)
	for _, g := range report.CapGroups(v.style(r).Units) {
		for _, c := range g.Fields {
			if value, set := t.Caps[c.Key]; set {
				f.values.Set(string(c.Key), c.Show(value))
			}
		}
	}
	return f
}

// treatment sets what was entered. What reads as it did before stays exactly
// as it was: a form shows less than is kept.
func (f *form) treatment(t *analysis.Treatment, before *form, r analysis.Runner, now time.Time) {
	if t.ID == "" || f.values.Get("day") != before.values.Get("day") || f.values.Get("clock") != before.values.Get("clock") {
		if f.values.Get("day") == "" {
			f.fail("day", "Enter the day of the treatment.")
		} else if day, ok := f.day("day"); ok {
			at, known := f.clockOn(day, "clock", r.Location())
			t.At, t.DateOnly = at.UTC(), !known
			switch {
			case at.Before(now.Add(-furthestBack)):
				f.fail("day", "That is more than 30 years ago. Check the year.")
			case at.After(now.Add(furthestAhead)):
				f.fail("day", "That is more than two years ahead. Check the year.")
			}
		}
	}
	t.Muscles = nil
	for _, name := range f.values["muscles"] {
		m := analysis.Muscle(name)
		if !slices.Contains(analysis.Muscles(), m) {
			f.fail("muscles", "Choose from the regions listed.")
		} else if !slices.Contains(t.Muscles, m) {
			t.Muscles = append(t.Muscles, m)
		}
	}
	if word := f.oneOf("intensity", string(analysis.Standard), string(analysis.Intensive)); word != "" || t.Intensity == analysis.Intensive {
		t.Intensity = analysis.NeedlingIntensity(word)
	}
	t.Class = analysis.Class(f.oneOf("class", string(analysis.Typical), string(analysis.Demanding)))
	t.CPT = f.oneOf("cpt", "20560", "20561")
	t.Note = f.text("note", 2000)
}

// caps sets the numbers a clinician entered; empty is the clinic's. Those that
// have no field stay.
func (f *form) caps(t *analysis.Treatment, p analysis.Protocol, u analysis.Units) {
	set := maps.Clone(t.Caps)
	if set == nil {
		set = map[analysis.Key]float64{}
	}
	labels := map[analysis.Key]string{}
	for _, g := range report.CapGroups(u) {
		for _, c := range g.Fields {
			name := string(c.Key)
			labels[c.Key] = g.Title + ", " + c.Label
			old, was := t.Caps[c.Key]
			text := f.text(name, 20)
			switch {
			case text == "":
				delete(set, c.Key)
			case was && text == c.Show(old):
			case text == c.Hint(p.Value(c.Key)): // the number beside the field, not what it reads as
				set[c.Key] = p.Value(c.Key)
			default:
				value, wrong := c.Value(text)
				if wrong != "" {
					f.fail(name, c.Label+": "+wrong)
					continue
				}
				set[c.Key] = value
			}
		}
	}
	if f.ok() {
		for _, c := range p.With(set).Conflicts() {
			if labels[c.Low] != "" {
				f.fail(string(c.Low), "“"+labels[c.Low]+"” may not be more than “"+labels[c.High]+"”.")
			}
		}
	}
	t.Caps = set
}

// capFields are the numbers to set, each beside the clinic's; open says that
// some are set, or wrong.
func (f *form) capFields(p analysis.Protocol, u analysis.Units) (groups []capGroup, open bool) {
	for _, g := range report.CapGroups(u) {
		group := capGroup{Title: g.Title}
		for _, c := range g.Fields {
			name := string(c.Key)
			group.Fields = append(group.Fields, field{Name: name, Label: c.Label, Inputmode: "decimal", Suffix: c.Unit,
				Hint: whoseNumber(p.Numbers[c.Key].Source) + c.Hint(p.Value(c.Key)), Value: f.values.Get(name), Error: f.wrong[name]})
			open = open || f.values.Get(name) != "" || f.wrong[name] != ""
		}
		groups = append(groups, group)
	}
	return groups, open
}
