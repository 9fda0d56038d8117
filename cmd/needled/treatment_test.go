package main

import (
	"strings"
	"testing"

	"needled/analysis"
)

func TestMusclesOfOneAndOfSeveral(t *testing.T) {
	for word, want := range map[string]analysis.Muscle{
		"calf": "calf", "Calves": "calf", "feet": "foot", "shins": "shin", "glute": "glutes", "glutes": "glutes", "hamstring": "hamstrings",
		"hip-flexor": "hip-flexors", "forearms": "forearm", "trapezius": "trapezius", "lat": "latissimus", "IT bands": "tfl",
	} {
		if got, err := muscles([]string{word}); err != nil || len(got) != 1 || got[0] != want {
			t.Errorf("%s is %v, %v; want %s", word, got, err, want)
		}
	}
	if got, err := muscles([]string{"calves", "calf"}); err != nil || len(got) != 1 {
		t.Errorf("twice the same: %v, %v", got, err)
	}
	if _, err := muscles([]string{"tongues"}); err == nil || !strings.Contains(err.Error(), `"tongues" is no muscle needled knows`) {
		t.Errorf("a word that isn't known: %v", err)
	}
	if got, err := muscles([]string{""}); err != nil || len(got) != 0 {
		t.Errorf("nothing: %v, %v", got, err)
	}
}
