package report

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"needled/analysis"
)

// linesOf are the lines of a drawing that stand for something.
func linesOf(d drawing, s sign) []stroke {
	return slices.DeleteFunc(slices.Clone(d.Lines), func(l stroke) bool { return l.Sign != s })
}

func TestAMarkStandsAtItsDayAndDistance(t *testing.T) {
	p := pictureOf(flaggedReport(berlin(t)), Style{})
	d := p.draw(wideFrame)
	if len(d.Marks) != 4 {
		t.Fatalf("%d marks, want 4", len(d.Marks))
	}
	var signs []sign
	for i, m := range d.Marks {
		signs = append(signs, m.Sign)
		if m.X < 0 || m.X > d.Width || m.Y < 0 || m.Y > d.Height {
			t.Errorf("mark %d lies outside: %+v", i+1, m)
		}
		if i > 0 && m.X <= d.Marks[i-1].X {
			t.Errorf("mark %d does not lie behind the one before", i+1)
		}
	}
	if want := []sign{outsideSign, cautionSign, unknownSign, withinSign}; !slices.Equal(signs, want) {
		t.Errorf("the marks are %q, want %q", signs, want)
	}
	// 8.1 km stands as far above 4.532 km as that above 0, by proportion.
	foot := linesOf(d, axisSign)[0].Y1
	if got, want := (foot-d.Marks[0].Y)/(foot-d.Marks[1].Y), 8.1/4.532; math.Abs(got-want) > 0.001 {
		t.Errorf("the heights are as %.3f to 1, want %.3f", got, want)
	}
	if excess := linesOf(d, excessSign); len(excess) != 2 {
		t.Errorf("%d runs are shown longer than their cap, want 2", len(excess))
	}
}

// A run stands beside its own cap: the step to the next lies behind it.
func TestTheCapStepsBehindItsRun(t *testing.T) {
	p := pictureOf(flaggedReport(berlin(t)), Style{})
	d := p.draw(wideFrame)
	for i, m := range d.Marks {
		var beside []float64
		for _, l := range linesOf(d, capSign) {
			if l.Y1 == l.Y2 && l.X1 <= m.X && m.X <= l.X2 {
				beside = append(beside, l.Y1)
			}
		}
		plot := plot{picture: p, drawing: &d, top: 1.8 * d.Letter, bottom: linesOf(d, axisSign)[0].Y1}
		if want := plot.y(*p.runs[i].capM); !slices.Equal(beside, []float64{want}) {
			t.Errorf("beside run %d the cap stands at %v, want %.1f alone", i+1, beside, want)
		}
	}
}

func TestWhatIsNotKnownIsNotDrawn(t *testing.T) {
	zone := berlin(t)
	p := pictureOf(littleKnown(zone), Style{})
	hidden, bare := p.runs[1], p.runs[2]
	if !hidden.from.Equal(march(zone, 5, 0, 0)) || !hidden.to.Equal(march(zone, 6, 0, 0)) {
		t.Errorf("the run of an unknown time lies from %s to %s, want all of 5 March", hidden.from, hidden.to)
	}
	if bare.distanceM != nil || bare.capM != nil {
		t.Errorf("the run without a distance has %v and the cap %v", bare.distanceM, bare.capM)
	}
	d := p.draw(wideFrame)
	if foot := linesOf(d, axisSign)[0].Y1; d.Marks[2].Y <= foot {
		t.Error("the run without a distance stands on the scale of distances")
	}
	notes := strings.Join(p.Notes, " ")
	for _, want := range []string{
		"No cap on the distance is known for run 3.", "No distance was recorded for run 3: see the row below the scale.",
		"The time of day is hidden for run 2: the mark stands in the middle of its day.",
		"Not drawn: 2 other activities and 1 recording too short to count.",
	} {
		if !strings.Contains(notes, want) {
			t.Errorf("the notes are %q, want %q", notes, want)
		}
	}
	unknownCap := pictureOf(dateOnlyReport(zone), Style{}).draw(wideFrame)
	if len(linesOf(unknownCap, capSign)) > 0 || !slices.ContainsFunc(unknownCap.Labels, func(l label) bool { return l.Text == "1, cap ?" }) {
		t.Error("an unknown cap is drawn, or not told at its mark")
	}
}

// Days are those of the runner's zone: one of them has 23 hours where the
// clocks go forward.
func TestDaysOfThePicture(t *testing.T) {
	zone := berlin(t)
	r := emptyReport(zone)
	rec := &r.Recovery
	rec.Treatment.At, rec.Floor, rec.Clear = march(zone, 28, 17, 30), march(zone, 29, 18, 30), march(zone, 30, 18, 30)
	rec.Latest, r.At, r.Next = rec.Treatment.At.AddDate(0, 0, 21), march(zone, 29, 8, 0), nil
	p := pictureOf(r, Style{})
	want := []time.Time{march(zone, 28, 0, 0), march(zone, 29, 0, 0), march(zone, 30, 0, 0), march(zone, 31, 0, 0)}
	if !slices.EqualFunc(p.days, want, time.Time.Equal) {
		t.Errorf("the days are %v, want %v", p.days, want)
	}
	if p.days[2].Sub(p.days[1]) != 23*time.Hour || !p.now.Equal(r.At) {
		t.Errorf("29 March has %s, now is %s", p.days[2].Sub(p.days[1]), p.now)
	}
	bands := p.draw(wideFrame).Bands
	if len(bands) != 2 || math.Abs(bands[0].Width-bands[1].Width) > 0.01 {
		t.Errorf("24 h of rest and 24 h of care are drawn as %+v", bands)
	}
}

// The present is shown until the recovery is over, not after it.
func TestThePresentInThePicture(t *testing.T) {
	zone := berlin(t)
	r := flaggedReport(zone)
	end := *r.Recovery.End
	for at, want := range map[time.Time]bool{{}: false, end.Add(-time.Second): true, end: false, end.Add(time.Hour): false} {
		r.At = at
		p := pictureOf(r, Style{})
		if got := len(linesOf(p.draw(wideFrame), nowSign)) == 1; got != want {
			t.Errorf("at %s the present is shown: %v, want %v", at, got, want)
		}
	}
}

// The cap of the next run is drawn from the end of the rest, since nobody is
// to run before it.
func TestTheNextCapBeginsWithTheEndOfTheRest(t *testing.T) {
	r := emptyReport(berlin(t))
	caps := pictureOf(r, Style{}).caps
	if len(caps) != 1 || !caps[0].from.Equal(r.Recovery.Floor) || caps[0].metres != 3600 {
		t.Errorf("got %+v", caps)
	}
	r.Next.Caps = &analysis.Caps{}
	if p := pictureOf(r, Style{}); len(p.caps) != 0 || len(p.scale.ticks) != 0 {
		t.Errorf("without a known cap %d are drawn, on a scale of %d ticks", len(p.caps), len(p.scale.ticks))
	}
}

func TestScale(t *testing.T) {
	for _, tt := range []struct {
		metres float64
		units  analysis.Units
		top    string
		ticks  int
	}{
		{900, analysis.Metric, "1 km", 6},
		{3600, analysis.Metric, "4 km", 5},
		{8100, analysis.Metric, "10 km", 6},
		{9500, analysis.Metric, "10 km", 6},
		{9600, analysis.Metric, "15 km", 4},
		{42195, analysis.Metric, "50 km", 6},
		{8100, analysis.Imperial, "6 mi", 4},
	} {
		p := picture{runs: []drawnRun{{distanceM: &tt.metres}}}
		sc := p.scaleOf(tt.units)
		if got := sc.ticks[len(sc.ticks)-1].label; got != tt.top || len(sc.ticks) != tt.ticks || sc.topM < tt.metres {
			t.Errorf("%.0f m, %s: the scale ends at %s with %d ticks, want %s with %d", tt.metres, tt.units, got, len(sc.ticks), tt.top, tt.ticks)
		}
	}
}

// On a phone as on paper, no two days are named on top of each other.
func TestDaysAreNamedWhereThereIsRoom(t *testing.T) {
	p := pictureOf(twentyRuns(berlin(t)), Style{})
	for _, f := range []frame{wideFrame, narrowFrame} {
		d := p.draw(f)
		reach := 0.0
		for _, l := range d.Labels {
			if _, err := time.Parse("2 Jan", l.Text); err != nil {
				continue
			}
			half := d.widthOf(l.Text) / 2
			if l.X-half < reach {
				t.Errorf("%v: %s begins at %.0f, over the day before, which ends at %.0f", f, l.Text, l.X-half, reach)
			}
			reach = l.X + half
		}
		if reach == 0 || reach > d.Width {
			t.Errorf("%v: the days reach to %.0f of %.0f", f, reach, d.Width)
		}
	}
}
