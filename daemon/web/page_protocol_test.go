package web

import (
	"maps"
	"regexp"
	"testing"

	"needled/analysis"
)

func TestTheProtocolInWords(t *testing.T) {
	st := newStage(t)
	p := &st.site.Protocol
	p.Numbers = maps.Clone(p.Numbers)
	set := func(k analysis.Key, value float64, note string) {
		n := p.Numbers[k]
		n.Value, n.Source = value, analysis.ClinicAdvice
		if note != "" {
			n.Note = note
		}
		p.Numbers[k] = n
	}
	set(analysis.Run1Share, 0.55, "our <b>own</b> practice")
	set(analysis.TypicalFloor, 30, "set by this protocol; the default is 24 h (C): after a typical treatment: no running before this")
	a := st.as(st.clinician("Kim")).get("/protocol")
	a.says(t, "two protocols with the same fingerprint have the same numbers",
		"The most for the first run distance.run_1_share 55 % 60 % clinic (C): our &lt;b&gt;own&lt;/b&gt; practice",
		"After a typical treatment: no running before this rest.typical_floor_h 30 h 24 h clinic (C), no reason given",
		"More than this share of that longest run is a caution (2025 cohort of 5,205 runners: injury rate ratio 1.6 above +10 %) longest_share 110 % literature (L)",
		"112 %", "110 %", "!set by this protocol")
	if noise := regexp.MustCompile(`\d\.\d{3,}`).FindString(readable(a.body)); noise != "" {
		t.Errorf("%q is finer than anybody set it", noise)
	}
}
