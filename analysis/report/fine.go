package report

import "needled/analysis"

// wouldBeFine is what the advice left room for, in one line; "" for other
// sports.
func wouldBeFine(run analysis.Run, v analysis.Verdict, rec analysis.Recovery, s Style) string {
	if v.RunNumber == nil {
		return ""
	}
	from := rec.Clear
	if f := v.Finding(analysis.TooEarly); f != nil && f.Level == analysis.OK && run.Start.Before(from) {
		from = rec.Floor // released by a readiness check
	}
	return "From " + s.stamp(from) + " · " + fineLength(v, s.Units) + " · " + s.address(easyRunning(rec, s.Units))
}

// fineLength is how long the run might have been.
func fineLength(v analysis.Verdict, u analysis.Units) string {
	if f := v.Finding(analysis.TooLong); f != nil && f.Cap != nil {
		return "up to " + limit(*f, u)
	}
	return "short"
}

// easyRunning is what the advice asks of every run of a recovery.
func easyRunning(rec analysis.Recovery, u analysis.Units) string {
	flat := "flat"
	if climb := rec.Protocol.Value(analysis.ClimbCaution); climb > 0 {
		flat = "flat (climb up to " + analysis.Climb(climb, u) + ")"
	}
	return flat + " · at a pace you can talk at · no intervals"
}
