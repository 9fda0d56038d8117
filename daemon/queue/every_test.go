package queue_test

import (
	"testing"
	"time"

	"needled/daemon/queue"
)

func TestEvery(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 34, 56, 789, time.UTC)
	const quarter = 15 * time.Minute
	first := queue.Every("strava/me", quarter, now)
	if wait := first.Sub(now); wait <= 0 || wait > quarter {
		t.Errorf("the next is in %v, want at most a quarter of an hour", wait)
	}
	if got := queue.Every("strava/me", quarter, first.Add(-1)); !got.Equal(first) {
		t.Errorf("just before it, the next is %v, want %v", got, first)
	}
	if got := queue.Every("strava/me", quarter, first); !got.Equal(first.Add(quarter)) {
		t.Errorf("at it, the next is %v, want the one after", got)
	}
	if got := queue.Every("strava/me", quarter, first.AddDate(-70, 0, 0)); got.Sub(first.AddDate(-70, 0, 0)) > quarter {
		t.Errorf("long ago, the next was %v", got)
	}
}

func TestEveryDoesNotMarchInStep(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	quarters := map[int]int{}
	for name := range 400 {
		wait := queue.Every("strava/runner "+string(rune('a'+name)), time.Hour, now).Sub(now)
		quarters[int((wait-1)/(15*time.Minute))]++
	}
	for i := range 4 {
		if quarters[i] < 60 {
			t.Errorf("of 400 names %d fall into quarter %d of the hour", quarters[i], i+1)
		}
	}
}

// Tables keep the microsecond: a due that they cut off must not be followed by
// itself.
func TestEveryFollowsADueThatATableKept(t *testing.T) {
	now := time.Date(2026, 3, 2, 8, 0, 0, 123, time.UTC)
	for _, name := range []string{"look me", "strava me", "strava you", "webhook"} {
		kept := time.UnixMicro(queue.Every(name, time.Hour, now).UnixMicro())
		if next := queue.Every(name, time.Hour, kept); next.Sub(kept) != time.Hour {
			t.Errorf("%s: %v after its due", name, next.Sub(kept))
		}
	}
}
