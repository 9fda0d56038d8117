package analysis

import (
	"fmt"
	"math"
	"strconv"
)

// tooLong compares a run's distance with the cap for its number in the
// recovery, and with the longest run of the days before the treatment. A run
// without distance is compared by moving time.
func tooLong(run Run, number int, b Baseline, p Protocol) Finding {
	f := lengthAgainstUsual(run, number, b, p)
	if d := run.distance(); d != nil && b.LongestM != nil {
		limit := p.Numbers[LongestShare]
		if reach := limit.Value * *b.LongestM; exceeds(*d, reach) {
			a, c := kmVersus(*d, reach)
			why := phrase("%s is more than %s of your longest run in the %.0f days before the treatment, %s; the limit is %s.",
				a, Percent(limit.Value), p.Value(LongestDays), km(*b.LongestM), c)
			switch {
			case f.Level == OK || f.Level == Unknown:
				if f.Level == Unknown {
					why += " " + f.Text
				}
				f.Level, f.Measured, f.Cap, f.Unit, f.Source = Caution, new(*d), new(reach), "m", limit.Source
				f.FromM, f.ToM = new(reach), new(*d)
				f.Text = why
			default:
				f.Text += " And " + why
			}
		}
	}
	if f.Unit == "m" && f.FromM != nil {
		if from := run.Measures.timeAt(*f.FromM); from != nil {
			f.FromS, f.ToS = from, run.ElapsedS
		}
	}
	return f
}

func lengthAgainstUsual(run Run, number int, b Baseline, p Protocol) Finding {
	share := shareOf(number, p)
	f := Finding{Rule: TooLong, Unit: "m", Source: share.Source, Confidence: run.statedBy()}
	measured, usual := run.distance(), b.UsualM
	if run.distance() == nil {
		f.Unit = "s"
		measured, usual = run.MovingS, b.UsualMovingS
	}
	if measured == nil || usual == nil {
		f.Level, f.Measured = Unknown, measured
		f.Text = missingLength(measured, b, p)
		return f
	}

	limit := share.Value * *usual
	f.Measured, f.Cap = new(*measured), new(limit)
	f.Level = OK
	switch {
	case exceeds(*measured, limit+p.Value(DistanceMargin)**usual):
		f.Level = Violation
	case exceeds(*measured, limit):
		f.Level = Caution
	case run.CutShort:
		// What was cut off may have been longer than advised.
		f.Level = Unknown
	}
	if f.Level == Violation || f.Level == Caution {
		f.FromM, f.ToM = new(limit), new(*measured)
	}

	got, top := kmVersus(*measured, limit)
	of := km(*usual)
	if f.Unit == "s" {
		f.FromM, f.ToM = nil, nil
		got, top, of = minutes(*measured, limit), minutes(limit, *measured), minutes(*usual, *usual)
	}
	basis := fmt.Sprintf("%s of your usual %s", Percent(share.Value), of)
	if b.Declared {
		basis = fmt.Sprintf("%s of the %s you gave as usual", Percent(share.Value), of)
	}
	f.Text = phrase("%s; the cap for a %s run was %s (%s).", got, ordinal(number), top, basis)
	switch {
	case f.Level == Unknown:
		f.Text = phrase("At least %s: the file breaks off, so we can't tell how long the run was. The cap for a %s run was %s (%s); the whole file would settle it.", got, ordinal(number), top, basis)
	case run.CutShort:
		f.Text = "At least " + f.Text
	}
	return f
}

// missingLength says what is missing to judge a run's length, and what would
// supply it.
func missingLength(measured *float64, b Baseline, p Protocol) Phrase {
	switch {
	case measured == nil:
		return "Neither distance nor moving time was recorded, so we can't tell how long this run was. The watch's own file would show it."
	case b.UsualM == nil:
		return phrase("We can't tell how long your usual run is: %d of %d runs in the %.0f days before the treatment. Adding older files, or declaring your usual distance, would settle it.",
			b.Found, b.Needed, p.Value(BaselineDays3))
	}
	return "This run has no distance, and your usual moving time is not known, so we can't tell whether it was too long. A footpod, or older files, would settle it."
}

// statedBy is who states a run's totals.
func (r Run) statedBy() Confidence {
	switch {
	case r.Provenance == StravaAPI || r.Format == "csv":
		return FromService
	case r.Format == "gpx":
		return Estimated
	}
	return FromDevice
}

// recordedBy is who states what nobody has to compute: start, heart rate, the
// kind of activity, marked laps.
func (r Run) recordedBy() Confidence {
	if s := r.statedBy(); s != Estimated {
		return s
	}
	return FromDevice
}

// minutes prints seconds beside other seconds, with the decimals it takes to
// tell them apart.
func minutes(s, beside float64) string {
	decimals := apart(s, beside, 0)
	scale := math.Pow10(decimals)
	s = math.Round(s*scale) / scale // before minutes are split off: 59.6 s is a minute
	whole := int(s) / 60
	rest := strconv.FormatFloat(s-float64(60*whole), 'f', decimals, 64)
	if s-float64(60*whole) < 10 {
		rest = "0" + rest
	}
	if whole < 60 {
		return fmt.Sprintf("%d:%s min", whole, rest)
	}
	return fmt.Sprintf("%d:%02d:%s h", whole/60, whole%60, rest)
}
