package analysis

// Caps are the limits for a run of a recovery. Nil where unknown.
type Caps struct {
	DistanceM   *float64    `json:"distance_m"`          // metres; below the share of usual where the longest run before was short
	TargetM     *[2]float64 `json:"target_m"`            // metres, the band aimed at, within the cap; first run only
	ClimbMPerKm *float64    `json:"climb_m_per_km"`      // metres per km, the larger of ascent and descent
	HRMax       *float64    `json:"hr_max"`              // beats/min to stay at or below
	HRHard      *float64    `json:"-"`                   // beats/min above which much of a run is outside the advice
	MovingS     *float64    `json:"moving_s,omitempty"`  // seconds, for a run without distance
	SpeedMPS    *float64    `json:"speed_mps,omitempty"` // m/s, where HRmax is not known
}

// shareOf is the share of the usual distance that caps the number-th run of a
// recovery.
func shareOf(number int, p Protocol) Number {
	switch number {
	case 1:
		return p.Numbers[Run1Share]
	case 2:
		return p.Numbers[Run2Share]
	case 3:
		return p.Numbers[Run3Share]
	}
	return p.Numbers[LaterShare]
}

// Next is the number of a recovery's next run, and how far it may go, in
// metres; nil where that isn't known. PlanAt tells more, of a whole history.
func (r Recovery) Next() (number int, capM *float64) {
	number = 1
	for _, e := range r.Entries {
		if e.Verdict != nil && e.Verdict.RunNumber != nil {
			number++
		}
	}
	return number, capsOf(number, r.Baseline, hrMax{}, r.Protocol).DistanceM
}

// capsOf are the limits for the number-th run.
func capsOf(number int, b Baseline, top hrMax, p Protocol) Caps {
	share := shareOf(number, p).Value
	c := Caps{ClimbMPerKm: new(p.Value(ClimbCaution))}
	if b.UsualM != nil {
		most := share * *b.UsualM
		if b.LongestM != nil {
			most = min(most, p.Value(LongestShare)**b.LongestM)
		}
		c.DistanceM = new(most)
		if number == 1 {
			c.TargetM = &[2]float64{min(p.Value(Run1Target)**b.UsualM, most), most}
		}
	}
	if b.UsualMovingS != nil {
		c.MovingS = new(share * *b.UsualMovingS)
	}
	switch {
	case top.bpm > 0:
		c.HRMax, c.HRHard = new(top.limit(p.Value(HRCaution))), new(top.limit(p.Value(HRViolation)))
	case b.UsualSpeedMPS != nil:
		c.SpeedMPS = new(p.Value(SpeedCaution) * *b.UsualSpeedMPS)
	}
	return c
}

// ordinal names the number-th run of a recovery.
func ordinal(number int) string {
	switch number {
	case 1:
		return "first"
	case 2:
		return "second"
	case 3:
		return "third"
	}
	return "later"
}
