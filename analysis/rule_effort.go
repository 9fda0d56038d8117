package analysis

// tooHard compares the time spent at high heart rate with the caps; where
// heart rate or HRmax is not known, the moving speed with the usual one.
func tooHard(run Run, top hrMax, b Baseline, p Protocol) Finding {
	f := Finding{Rule: TooHard, Level: OK, Unit: "share", Source: p.Numbers[HRCaution].Source, Confidence: run.recordedBy()}
	high, covered := heartRateAbove(run, top.limit(p.Value(HRCaution)), p)
	if !covered || top.bpm == 0 {
		return speedAgainstUsual(run, top, covered, b, p)
	}
	hard, _ := heartRateAbove(run, top.limit(p.Value(HRViolation)), p)

	key, limit := HRCaution, p.Value(HRCautionTime)
	switch {
	case exceeds(hard.share, p.Value(HRViolationTime)):
		f.Level, f.Source = Violation, p.Numbers[HRViolation].Source
		high, key, limit = hard, HRViolation, p.Value(HRViolationTime)
	case exceeds(high.share, limit):
		f.Level = Caution
	}
	f.Measured, f.Cap = new(high.share), new(limit)
	f.Text = phrase("%s %% of the time above %.0f beats/min (%s of HRmax %.0f, %s); the cap is %s.",
		Figure(high.share*100, limit*100, 0), top.limit(p.Value(key)), Percent(p.Value(key)), top.bpm, top.how, PercentBeside(limit, high.share))
	if f.Level != OK {
		f.FromS, f.ToS = new(high.longest.FromS), new(high.longest.ToS)
		f.Text += " Where effort turns hard differs between people, from 71 to 89 % of HRmax."
	}
	return f
}

// speedAgainstUsual is tooHard without heart rate.
func speedAgainstUsual(run Run, top hrMax, covered bool, b Baseline, p Protocol) Finding {
	f := Finding{Rule: TooHard, Level: OK, Unit: "m/s", Source: p.Numbers[SpeedCaution].Source, Confidence: run.statedBy()}
	missing, supply := "Heart rate was not recorded on enough of the run", "A heart rate sensor"
	switch {
	case covered:
		missing, supply = "HRmax is not known", "Your HRmax or year of birth"
	case top.bpm == 0:
		supply = "A heart rate sensor, with your HRmax or year of birth,"
	}
	speed := run.SpeedMPS()
	if run.distance() == nil {
		speed = nil
	}
	if speed == nil || b.UsualSpeedMPS == nil {
		f.Level, f.Measured = Unknown, speed
		f.Text = phrase("%s, and your %s is not known either, so we can't tell how hard it was. %s would settle it.", missing,
			map[bool]string{true: "speed", false: "usual speed"}[speed == nil], supply)
		return f
	}
	limit := p.Value(SpeedCaution) * *b.UsualSpeedMPS
	f.Measured, f.Cap = speed, new(limit)
	switch {
	case faster(*speed, p.Value(SpeedViolation)**b.UsualSpeedMPS):
		f.Level = Violation
	case faster(*speed, limit):
		f.Level = Caution
	}
	got, most := paceVersus(*speed, limit)
	if f.Level == OK {
		got, most = paceVersus(min(*speed, limit), limit) // within the tolerance they are equal
	}
	f.Text = phrase("%s; the cap is %s (%s of your usual speed). %s, so speed is compared.", got, most, Percent(p.Value(SpeedCaution)), missing)
	return f
}

// speedWork looks for intervals: those the file marks, and stretches clearly
// faster than the rest of the run.
func speedWork(run Run, p Protocol) Finding {
	f := Finding{Rule: SpeedWork, Level: OK, Unit: "bouts", Source: p.Numbers[BoutCount].Source, Confidence: Estimated}
	m := run.Measures
	if m == nil {
		f.Level = Unknown
		f.Text = "Only totals are known of this run, so we can't tell whether it held intervals. The watch's own file would show it."
		return f
	}
	marked := max(len(m.Intervals), m.IntervalSteps)
	bouts, allowed := len(m.Bouts), p.Value(BoutCount)-1
	switch {
	case float64(marked) >= p.Value(MarkCount):
		allowed = p.Value(MarkCount) - 1
		f.Level, f.Unit, f.Confidence, f.Source = Violation, "laps", run.recordedBy(), p.Numbers[MarkCount].Source
		f.Measured, f.Cap = new(float64(marked)), new(allowed)
		f.Text = phrase("%d laps or workout steps are marked as intervals; up to %.0f count as none. The advice is no speed work.", marked, allowed)
		if n := len(m.Intervals); n > 0 {
			f.FromS, f.ToS = new(m.Intervals[0].FromS), new(m.Intervals[n-1].ToS)
		}
	case !m.HasSpeed:
		f.Level = Unknown
		f.Text = "Neither speed nor distance was recorded along the way, so we can't tell whether it held intervals. GPS or a footpod would show it."
	case float64(bouts) >= p.Value(BoutCount):
		f.Level = Caution
		f.Measured, f.Cap = new(float64(bouts)), new(allowed)
		f.FromS, f.ToS = new(m.Bouts[0].FromS), new(m.Bouts[bouts-1].ToS)
		f.Text = phrase("%d fast stretches, each followed by an easy one; up to %.0f count as none. The advice is no speed work.", bouts, allowed)
	default:
		f.Measured, f.Cap = new(float64(bouts)), new(allowed)
		f.Text = "No series of fast stretches."
	}
	return f
}
