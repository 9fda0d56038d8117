package configs

import (
	"strings"
	"testing"
)

// What people write that is not TOML, and what they are told.
func TestNotTOML(t *testing.T) {
	for text, want := range map[string]string{
		// A table that is there already, as when lines are pasted at the end.
		"[notify]\nquiet = \"\"\n\n[notify]\nurls = [\"ntfy://hunter2/t\"]\n": "4: [notify] stands on line 1 already; put what follows here below that line",
		"[strava]\npoll = \"1h\"\n[strava]\nclient_secret = \"hunter2\"\n":    "3: [strava] stands on line 1 already; put what follows here below that line",
		"units = \"metric\"\nunits = \"metric\"\n":                            "2: units stands on line 1 already; keep one of them",
		"[notify]\nurls = [\"ntfy://a/b\"]\nurls = [\"ntfy://hunter2/b\"]\n":  "3: notify.urls stands on line 2 already; keep one of them",
		"[watch]\npath = \"a\"\n[[watch]]\npath = \"b\"\n":                    "3: watch stands on line 1 already, without double brackets; write [[watch]] there, too",
		// Brackets.
		"[daemon\nlisten = \"a:1\"\n": "1: a bracket is missing; write [daemon]",
		"\n[[watch]\npath = \"a\"\n":  "2: a bracket is missing; write [[watch]]",
		"[[watch\npath=1\n":           "1: a bracket is missing; write [[watch]]",
		// Quotes.
		"units = metric\n":                          `1: a text stands in quotes; write units = "metric"`,
		"units = metric # how\n":                    `1: a text stands in quotes; write units = "metric"`,
		"data = ~/runs\n":                           `1: a text stands in quotes; write data = "~/runs"`,
		"[strava]\npoll = 15m\n":                    `2: a text stands in quotes; write poll = "15m"`,
		"[notify]\nquiet = 22:00-07:00\n":           `2: a text stands in quotes; write quiet = "22:00-07:00"`,
		"units = \"metric\nzone = \"UTC\"\n":        "1: the quote that ends this text is missing",
		"units =\n":                                 "1: nothing stands after the =; give a value, or put # before the line",
		"[strava]\nclient_secret = hunter2\n":       "2: something is wrong with this value; a text stands in quotes",
		"[notify]\nurls = [ntfy://hunter2/topic]\n": "2: something is wrong with this value; a text stands in quotes",
		// The parser's own words, where they do.
		"[notify]\nsilent_days = 03\n": `2: Invalid integer "03": cannot have leading zeroes`,
		"units metric\n":               "1: expected '.' or '=', but got 'm' instead",
	} {
		_, err := parseDocument("f", []byte(text))
		if err == nil {
			t.Errorf("%q is TOML", text)
			continue
		}
		line, why, _ := strings.Cut(want, ": ")
		if want := "f:" + line + ": not TOML: " + why; err.Error() != want {
			t.Errorf("%q\n got %s\nwant %s", text, err, want)
		}
	}
}
