package notify

import (
	"testing"
	"time"
)

func TestEndOfQuietHours(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("no time zone data:", err)
	}
	h := time.Hour
	at := func(month time.Month, day, hour, minute int) time.Time {
		return time.Date(2026, month, day, hour, minute, 0, 0, berlin)
	}
	night, noon := Quiet{22 * h, 7 * h}, Quiet{12 * h, 13 * h}
	for _, c := range []struct {
		name     string
		quiet    Quiet
		at, want time.Time
	}{
		{"no quiet hours", Quiet{}, at(3, 2, 3, 0), at(3, 2, 3, 0)},
		{"just before", night, at(3, 2, 21, 59).Add(59 * time.Second), at(3, 2, 21, 59).Add(59 * time.Second)},
		{"at the beginning", night, at(3, 2, 22, 0), at(3, 3, 7, 0)},
		{"past midnight", night, at(3, 3, 0, 30).Add(30 * time.Second), at(3, 3, 7, 0)},
		{"just before the end", night, at(3, 3, 6, 59).Add(59 * time.Second), at(3, 3, 7, 0)},
		{"at the end", night, at(3, 3, 7, 0), at(3, 3, 7, 0)},
		{"within a day", noon, at(3, 2, 12, 30), at(3, 2, 13, 0)},
		{"within a day, past it", noon, at(3, 2, 22, 0), at(3, 2, 22, 0)},

		// On 29 March clocks go from 02:00 to 03:00, on 25 October from 03:00 back to 02:00.
		{"a short night", night, at(3, 28, 23, 0), at(3, 28, 23, 0).Add(7 * h)},
		{"a long night", night, at(10, 24, 23, 0), at(10, 24, 23, 0).Add(9 * h)},
		{"an end the clock leaps over", Quiet{22 * h, 2*h + 30*time.Minute}, at(3, 29, 1, 0), at(3, 29, 3, 0)},
		{"an end the clock shows twice", Quiet{22 * h, 2*h + 30*time.Minute}, at(10, 25, 1, 0), at(10, 25, 1, 0).Add(h + 30*time.Minute)},
	} {
		if got := c.quiet.End(c.at, berlin); !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", c.name, got.In(berlin), c.want)
		}
	}
}
