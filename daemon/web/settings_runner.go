package web

import (
	_ "embed"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"needled/analysis"
)

// zoneNames are the names of the zone database's zones that differ since 1970,
// a line each.
//
//go:embed zones.txt
var zoneNames string

// runnerForm is what a runner says of themselves.
type runnerForm struct {
	Units      choice
	Zone       field
	Zones      []string
	Experience choice
	Returning  bool
	Figures    []field
	ShownIn    analysis.Units // the units of the usual distance in the form
}

const metresPerMile = 1609.344

// longUnit is the unit of distances, its name and its metres.
func longUnit(u analysis.Units) (name string, metres float64) {
	if u == analysis.Imperial {
		return "mi", metresPerMile
	}
	return "km", 1000
}

// runnerValues is what is known of a runner, as the form shows it.
func (v *visit) runnerValues(r analysis.Runner) map[string]string {
	values := map[string]string{"units": string(r.Units), "experience": string(r.Experience), "hrmax": plain(r.HRMax, 1), "resting": plain(r.RestingHR, 1)}
	if r.Zone != nil {
		values["zone"] = r.Zone.String()
	}
	if r.ReturningFromInjury {
		values["returning"] = "yes"
	}
	if r.BirthYear != nil {
		values["born"] = strconv.Itoa(*r.BirthYear)
	}
	_, metres := longUnit(v.style(r).Units)
	values["usual"] = plain(r.UsualM, metres)
	return values
}

// plain is a number in a unit, with two decimals at most; "" when absent.
func plain(value *float64, unit float64) string {
	if value == nil {
		return ""
	}
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(*value/unit, 'f', 2, 64), "0"), ".")
}

func (v *visit) runnerForm(f *form, r analysis.Runner) *runnerForm {
	chosen := func(name, value string) bool { return f.values.Get(name) == value }
	figure := func(name, label, hint, suffix string) field {
		return f.show(field{Name: name, Label: label, Hint: hint, Suffix: suffix, Inputmode: "decimal"})
	}
	shown := v.style(r).Units
	if sent := shownIn(f); sent != "" {
		shown = sent
	}
	long, _ := longUnit(shown)
	common := "kilometres"
	if v.Units == analysis.Imperial {
		common = "miles"
	}
	return &runnerForm{
		Units: choice{Name: "units", Label: "Units", Error: f.wrong["units"], Options: []option{
			{Value: "metric", Label: "Kilometres and metres", On: chosen("units", "metric")},
			{Value: "imperial", Label: "Miles and feet", On: chosen("units", "imperial")},
			{Value: "", Label: "Those of this needled", Hint: common, On: chosen("units", "")},
		}},
		Zone:  f.show(field{Name: "zone", Label: "Time zone", Hint: "Such as Europe/Berlin. Empty: that of this needled, " + r.Location().String() + "."}),
		Zones: strings.Fields(zoneNames),
		Experience: choice{Name: "experience", Label: "How long you have been running", Error: f.wrong["experience"], Options: []option{
			{Value: "new", Label: "New to it", Hint: "rest is longer", On: chosen("experience", "new")},
			{Value: "recreational", Label: "For a while", On: chosen("experience", "recreational") || chosen("experience", "")},
			{Value: "seasoned", Label: "For years, and much", Hint: "rest may be shorter", On: chosen("experience", "seasoned")},
		}},
		Returning: f.on("returning"),
		Figures: []field{
			figure("hrmax", "Highest heart rate", "If you measured it. Without it needled goes by your runs, or your age.", "beats/min"),
			figure("resting", "Resting heart rate", "", "beats/min"),
			figure("born", "Year of birth", "", ""),
			figure("usual", "Usual distance of a run", "Only used while there are too few runs to tell it from.", long),
		},
		ShownIn: shown,
	}
}

// editRunner keeps what a runner says of themselves; the runs are judged
// again by it.
func (v *visit) editRunner() error {
	_, r, err := v.view()
	if err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	before, was := v.runnerValues(r), v.style(r).Units
	r.Units = analysis.Units(f.oneOf("units", string(analysis.Metric), string(analysis.Imperial)))
	r.Experience = analysis.Experience(f.oneOf("experience", string(analysis.NewRunner), string(analysis.Recreational), string(analysis.Seasoned)))
	r.ReturningFromInjury = f.on("returning")
	r.Zone = zoneIn(f)
	r.HRMax, r.RestingHR = f.number("hrmax", 100, 240), f.number("resting", 25, 120)
	if r.HRMax != nil && r.RestingHR != nil && *r.RestingHR >= *r.HRMax {
		f.fail("resting", "It can't be as high as the highest heart rate.")
	}
	year := v.Now().Year()
	r.BirthYear = f.whole("born", year-110, year-5)
	shown := shownIn(f)
	usual := f.number("usual", 0.3, 100)
	// As it was, it stays: what is shown is rounded, what is kept isn't.
	if asItWas := shown == was && f.values.Get("usual") == before["usual"]; usual == nil {
		r.UsualM = nil
	} else if _, metres := longUnit(shown); !asItWas {
		r.UsualM = new(*usual * metres)
	}
	if f.ok() {
		if err := f.refused("zone", v.Store.EditRunner(v.ctx(), r)); err != nil {
			return err
		}
	}
	if !f.ok() {
		return v.settingsForm(http.StatusUnprocessableEntity, runnerSection, f)
	}
	v.flash("Your settings are kept, and your runs were judged by them.")
	return v.goTo("/settings")
}

// shownIn is the units a form was shown in; "" when it doesn't say.
func shownIn(f *form) analysis.Units {
	return analysis.Units(f.oneOf("shown_in", string(analysis.Metric), string(analysis.Imperial)))
}

// zoneIn reads a zone; nil for none of one's own.
func zoneIn(f *form) *time.Location {
	name := f.text("zone", 64)
	if name == "" {
		return nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		f.fail("zone", fmt.Sprintf("There is no time zone %s. Write it as Europe/Berlin.", name))
		return nil
	}
	return zone
}
