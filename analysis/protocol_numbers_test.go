package analysis_test

import (
	"testing"

	. "needled/analysis"
	"needled/configs"
)

// clinic is the protocol written out a second time, from the clinic's advice
// rather than from the file, so that each checks the other.
func clinic() Protocol {
	p := Protocol{Name: "clinic", Version: "test", Numbers: map[Key]Number{}}
	for _, s := range Specs() {
		n, ok := advised[s.Key]
		if !ok {
			panic("no number for " + s.Key)
		}
		n.Unit = s.Unit
		p.Numbers[s.Key] = n
	}
	return p
}

// clinicWith is the protocol with one number changed.
func clinicWith(k Key, v float64) Protocol { return clinic().With(map[Key]float64{k: v}) }

var advised = map[Key]Number{
	TypicalFloor:    {Value: 24, Source: ClinicAdvice},
	TypicalClear:    {Value: 48, Source: ClinicAdvice},
	DemandingFloor:  {Value: 48, Source: ClinicAdvice},
	DemandingClear:  {Value: 72, Source: ClinicAdvice},
	LargeGroups:     {Value: 2, Source: ClinicAdvice},
	LongerRest:      {Value: 24, Source: NeedledOwn},
	ReleaseWindow:   {Value: 24, Source: NeedledOwn},
	RecoveryRuns:    {Value: 3, Source: NeedledOwn},
	RecoveryDays:    {Value: 7, Source: NeedledOwn},
	RecoveryMaxDays: {Value: 21, Source: NeedledOwn},
	AccidentM:       {Value: 400, Source: NeedledOwn},
	AccidentS:       {Value: 180, Source: NeedledOwn},

	BaselineDays1: {Value: 28, Source: NeedledOwn},
	BaselineRuns1: {Value: 4, Source: NeedledOwn},
	BaselineDays2: {Value: 42, Source: NeedledOwn},
	BaselineRuns2: {Value: 4, Source: NeedledOwn},
	BaselineDays3: {Value: 90, Source: NeedledOwn},
	BaselineRuns3: {Value: 3, Source: NeedledOwn},

	Run1Target:     {Value: 0.50, Source: ClinicAdvice},
	Run1Share:      {Value: 0.60, Source: ClinicAdvice},
	Run2Share:      {Value: 0.75, Source: NeedledOwn},
	Run3Share:      {Value: 0.90, Source: NeedledOwn},
	LaterShare:     {Value: 1.00, Source: NeedledOwn},
	DistanceMargin: {Value: 0.10, Source: NeedledOwn},
	LongestDays:    {Value: 30, Source: Literature},
	LongestShare:   {Value: 1.10, Source: Literature},

	ClimbCaution:   {Value: 8, Source: NeedledOwn},
	ClimbViolation: {Value: 15, Source: NeedledOwn},
	SteepGrade:     {Value: 3, Source: NeedledOwn},
	SteepCaution:   {Value: 0.10, Source: NeedledOwn},
	SteepViolation: {Value: 0.25, Source: NeedledOwn},
	HillsMinM:      {Value: 1000, Source: NeedledOwn},
	GradeWindow:    {Value: 100, Source: NeedledOwn},
	AltitudeSmooth: {Value: 10, Source: NeedledOwn},
	TurningPoint:   {Value: 2, Source: NeedledOwn},
	FalseZero:      {Value: 30, Source: NeedledOwn},

	HRCoverage:      {Value: 0.60, Source: NeedledOwn},
	HRCaution:       {Value: 0.76, Source: Literature},
	HRCautionTime:   {Value: 0.10, Source: NeedledOwn},
	HRViolation:     {Value: 0.82, Source: Literature},
	HRViolationTime: {Value: 0.20, Source: NeedledOwn},
	HRMaxRuns:       {Value: 10, Source: NeedledOwn},
	HRMaxDays:       {Value: 365, Source: NeedledOwn},
	HRMaxHeld:       {Value: 10, Source: NeedledOwn},
	HRMaxPlausible:  {Value: 220, Source: NeedledOwn},
	HRMaxAgeBase:    {Value: 208, Source: Literature},
	HRMaxAgeSlope:   {Value: 0.7, Source: Literature},
	SpeedCaution:    {Value: 1.00, Source: NeedledOwn},
	SpeedViolation:  {Value: 1.10, Source: NeedledOwn},
	RestingHR:       {Value: 60, Source: NeedledOwn},

	BoutShare: {Value: 1.12, Source: NeedledOwn},
	BoutMin:   {Value: 20, Source: NeedledOwn},
	BoutMax:   {Value: 300, Source: NeedledOwn},
	BoutRest:  {Value: 20, Source: NeedledOwn},
	BoutCount: {Value: 3, Source: NeedledOwn},
	MarkCount: {Value: 3, Source: NeedledOwn},

	CrossHR:     {Value: 0.82, Source: NeedledOwn},
	CrossHRTime: {Value: 0.20, Source: NeedledOwn},

	ReadinessWindow: {Value: 24, Source: NeedledOwn},
	SorenessMax:     {Value: 2, Source: NeedledOwn},
	SymptomWindow:   {Value: 48, Source: NeedledOwn},
	PainCaution:     {Value: 3, Source: NeedledOwn},
}

func TestTheClinicsNumbersArePossibleAndAgree(t *testing.T) {
	p := clinic()
	if len(p.Numbers) != len(advised) {
		t.Errorf("the protocol has %d numbers, %d are advised", len(p.Numbers), len(advised))
	}
	for _, s := range Specs() {
		if err := s.Check(p.Value(s.Key)); err != nil {
			t.Error(err)
		}
	}
	if c := p.Conflicts(); len(c) > 0 {
		t.Errorf("conflicts: %v", c)
	}
}

func TestTheEmbeddedProtocolHasTheClinicsNumbers(t *testing.T) {
	embedded := configs.DefaultProtocol()
	for k, want := range clinic().Numbers {
		got := embedded.Numbers[k]
		if got.Value != want.Value || got.Unit != want.Unit || got.Source != want.Source {
			t.Errorf("%s = %v %s from %s, want %v %s from %s", k, got.Value, got.Unit, got.Source, want.Value, want.Unit, want.Source)
		}
		if got.Note == "" {
			t.Errorf("%s has no line of explanation", k)
		}
	}
	if len(embedded.Numbers) != len(advised) {
		t.Errorf("it has %d numbers, %d are advised", len(embedded.Numbers), len(advised))
	}
}

func TestANumberSetForOneTreatmentIsTheCliniciansWord(t *testing.T) {
	p := clinic()
	own := p.With(map[Key]float64{Run2Share: 0.8})
	if n := own.Numbers[Run2Share]; n.Value != 0.8 || n.Source != ClinicAdvice {
		t.Errorf("own second share = %v from %s, want 0.8 from C", n.Value, n.Source)
	}
	if n := p.Numbers[Run2Share]; n.Value != 0.75 || n.Source != NeedledOwn {
		t.Errorf("the clinic's protocol changed to %v from %s", n.Value, n.Source)
	}
	if own.Fingerprint() == p.Fingerprint() {
		t.Error("another number gives the same fingerprint")
	}
	if own.MeasuringFingerprint() != p.MeasuringFingerprint() {
		t.Error("a cap is no reason to measure runs again")
	}
	for _, k := range []Key{AccidentM, AccidentS} {
		if s, _ := SpecOf(k); !s.Measuring {
			t.Errorf("%s may differ between treatments, though a run counts or doesn't", k)
		}
	}
}

func TestImpossibleNumbersAreRefused(t *testing.T) {
	for _, tt := range []struct {
		key  Key
		v    float64
		fine bool
	}{
		{TypicalFloor, -0.1, false}, {TypicalFloor, 0, true}, {TypicalFloor, 336, true}, {TypicalFloor, 336.1, false},
		{LargeGroups, 2.5, false}, {LargeGroups, 0, false}, {LargeGroups, 1, true},
		{PainCaution, 10, true}, {PainCaution, 11, false},
	} {
		s, ok := SpecOf(tt.key)
		if !ok {
			t.Fatalf("no spec for %s", tt.key)
		}
		if err := s.Check(tt.v); (err == nil) != tt.fine {
			t.Errorf("%s = %v: %v", tt.key, tt.v, err)
		}
	}
	if _, ok := SpecOf("rest.tea_h"); ok {
		t.Error("an unknown key has a spec")
	}
	if c := clinicWith(Run1Share, 0.4).Conflicts(); len(c) > 0 {
		t.Errorf("a first run of less than the target: %v", c)
	}
	if c := clinicWith(TypicalFloor, 50).Conflicts(); len(c) != 1 || c[0].Error() != "rest.typical_floor_h may not be larger than rest.typical_clear_h" {
		t.Errorf("a floor after the clear: %v", c)
	}
}
