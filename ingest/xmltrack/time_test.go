package xmltrack

import (
	"testing"
	"time"
)

func TestTimesAsFilesWriteThem(t *testing.T) {
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]Time{
		"2026-03-02T12:00:00Z":           {At: noon, Zone: UTC},
		"2026-03-02T12:00:00.000Z":       {At: noon, Zone: UTC},
		"2026-03-02T12:00:00+00:00":      {At: noon, Zone: UTC},
		"2026-03-02T14:00:00+02:00":      {At: noon, Zone: Offset, OffsetS: 7200},
		"2026-03-02T14:00:00.00+0200":    {At: noon, Zone: Offset, OffsetS: 7200},
		"2026-03-02T08:30:00-03:30":      {At: noon, Zone: Offset, OffsetS: -12600},
		"2026-03-02T14:00:00+02":         {At: noon, Zone: Offset, OffsetS: 7200},
		"2026-03-02T12:00:00":            {At: noon},
		"2026-03-02 12:00:00":            {At: noon},
		"2026-03-02 12:00:00 +0000":      {At: noon, Zone: UTC},
		"2026-03-02t12:00z":              {At: noon, Zone: UTC},
		"20260302T120000Z":               {At: noon, Zone: UTC},
		"2026-03-02T12:00:00.25Z":        {At: noon.Add(250 * time.Millisecond), Zone: UTC},
		"2026-03-02T12:00:00,25Z":        {At: noon.Add(250 * time.Millisecond), Zone: UTC},
		"2026-03-02T12:00:00.123456789Z": {At: noon.Add(123456789), Zone: UTC},
		"2026-03-02T11:59:60Z":           {At: noon, Zone: UTC}, // a leap second
		"2024-02-29T12:00:00Z":           {At: time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC), Zone: UTC},
	} {
		if got, ok := ParseTime([]byte(text)); !ok || got != want {
			t.Errorf("%q: %+v, %v; want %+v", text, got, ok, want)
		}
	}
}

func TestWhatIsNoTime(t *testing.T) {
	for _, text := range []string{
		"", "now", "2026-03-02", "2026-13-02T12:00:00Z", "2026-02-30T12:00:00Z", "2025-02-29T12:00:00Z",
		"2026-03-02T24:00:00Z", "2026-03-02T12:60:00Z", "2026-03-02T12:00:61Z", "2026-03-02T12:00:00Zulu",
		"2026-03-02T12:00:00+2", "2026-3-2T12:00:00Z", "02.03.2026 12:00:00", "2026-03-02T12",
	} {
		if got, ok := ParseTime([]byte(text)); ok {
			t.Errorf("%q is taken for %v", text, got.At)
		}
	}
}
