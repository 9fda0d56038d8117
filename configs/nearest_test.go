package configs

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"needled/analysis"
)

func TestNearest(t *testing.T) {
	var muscles []string
	for _, m := range analysis.Muscles() {
		muscles = append(muscles, string(m))
	}
	for word, want := range map[string]string{
		"clav":        "", // two slips in four letters are too many
		"claf":        "calf",
		"calve":       "calf",
		"calves":      "calf",
		"quads":       "quadriceps",
		"hamstring":   "hamstrings",
		"HIP-FLEXOR":  "hip-flexors",
		"lowerback":   "lower-back",
		"glute":       "glutes",
		"it-band":     "",
		"spaghetti":   "",
		"":            "",
		"x":           "",
		"calf":        "calf",
		"trapezuis":   "trapezius",
		"latissimuss": "latissimus",
	} {
		if got := Nearest(word, muscles); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestSlips(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "abc", 3},
		{"poll", "poll", 0},
		{"pol", "poll", 1},   // one missing
		{"polll", "poll", 1}, // one too many
		{"pull", "poll", 1},  // one wrong
		{"plol", "poll", 1},  // two swapped
		{"lisetn", "listen", 1},
		{"über", "uber", 1}, // a letter, not two bytes
		{"kitten", "sitting", 3},
	} {
		if got := slips([]rune(c.a), []rune(c.b)); got != c.want {
			t.Errorf("slips(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestOneSlipIsAlwaysForgiven(t *testing.T) {
	keys := settingKeys()
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.SampledFrom(slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return len(k) < 6 })).Draw(t, "key")
		i := rapid.IntRange(0, len(key)-1).Draw(t, "at")
		word := key[:i] + key[i+1:]
		near := Nearest(word, keys)
		if near == "" || slips([]rune(word), []rune(near)) > 1 {
			t.Fatalf("Nearest(%q) = %q", word, near)
		}
	})
}

func TestNearestOfAVeryLongWordIsNothing(t *testing.T) {
	if got := fewestSlips(strings.Repeat("a", 1<<20), settingKeys()); got != "" {
		t.Errorf("got %q", got)
	}
}
