package report

import "needled/analysis"

// ShowJSON is `needled show --json`: a run with what its verdict rests on.
type ShowJSON struct {
	RunJSON
	Baseline *BaselineJSON `json:"baseline"`        // null outside every recovery
	Samples  *SamplesJSON  `json:"samples_summary"` // null where only totals are known
	Files    []FileJSON    `json:"recordings"`      // what the run is known from, the lead first
	// ViewOnStrava is where a run known from Strava alone is seen there; null
	// for others.
	ViewOnStrava *string `json:"view_on_strava"`
}

// FileJSON is an original that tells of a run.
type FileJSON struct {
	Path       string               `json:"path"`
	Member     *string              `json:"member"`
	Format     *string              `json:"format"`
	Provenance *analysis.Provenance `json:"provenance"`
	SHA256     string               `json:"sha256"`
}

// SamplesJSON says what the samples of a run hold and cover.
type SamplesJSON struct {
	Samples        *int     `json:"samples"`
	HeartRateS     int      `json:"heart_rate_s"`     // seconds with heart rate
	HeartRateShare *float64 `json:"heart_rate_share"` // of the moving time
	GradeWindows   int      `json:"grade_windows"`
	SteepShare     *float64 `json:"steep_share"` // of the distance; the least it can be where grades are known for less than 60 % of it
	Bouts          int      `json:"bouts"`
	Intervals      int      `json:"intervals"`
	MedianSpeedMPS *float64 `json:"median_speed_mps"`
}

// NewShowJSON is the view of one run explained.
func NewShowJSON(s Shown, u analysis.Units) ShowJSON {
	view := ShowJSON{RunJSON: NewRunJSON(s.Run, s.Verdict, u), ViewOnStrava: known(viewOnStrava(s.Run))}
	view.Files = make([]FileJSON, len(s.Files))
	for i, f := range s.Files {
		view.Files[i] = FileJSON{Path: f.Path, Member: known(f.Member), Format: known(f.Format), Provenance: known(f.Provenance), SHA256: f.Sum.String()}
	}
	if s.Recovery != nil {
		view.Baseline = new(NewBaselineJSON(s.Recovery.Baseline))
	}
	if m := s.Run.Measures; m != nil {
		view.Samples = &SamplesJSON{
			Samples:      s.Samples,
			HeartRateS:   secondsWithHR(m),
			GradeWindows: len(m.Grades),
			Bouts:        len(m.Bouts), Intervals: max(len(m.Intervals), m.IntervalSteps),
		}
		if moving := s.Run.MovingS; moving != nil && *moving > 0 && len(m.HeartRate) > 0 {
			view.Samples.HeartRateShare = round(new(min(1, float64(secondsWithHR(m)) / *moving)), fine)
		}
		if s.Recovery != nil {
			view.Samples.SteepShare = round(s.Run.SteepShare(s.Recovery.Protocol), fine)
		}
		if m.MedianSpeedMPS > 0 {
			view.Samples.MedianSpeedMPS = round(&m.MedianSpeedMPS, fine)
		}
	}
	return view
}

func secondsWithHR(m *analysis.Measures) int {
	n := 0
	for _, hr := range m.HeartRate {
		if hr != 0 {
			n++
		}
	}
	return n
}
