package strava

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Strava limits an application in windows that begin at :00, :15, :30 and :45
// and days that begin at midnight UTC, and tells with each answer how much is
// used. What is used counts before the answer comes, so that the processes of
// an application together stay within.
const (
	quarter = 15 * time.Minute
	day     = 24 * time.Hour
	// slack is added to the end of a window: Strava's clock and this one differ.
	slack = 5 * time.Second
	// keptFor is one part in so many of the reads, kept for runners in a
	// recovery.
	keptFor = 5
)

// use is what a read is for.
type use bool

const (
	ordinary use = false
	recovery use = true // may spend what is kept for recoveries
)

// budget is what is known of an application's limits, as the Ledger keeps it.
type budget struct {
	Window time.Time `json:"window"` // the start of the quarter of an hour counted
	Day    time.Time `json:"day"`    // the midnight (UTC) of the day counted
	Read   allowance `json:"read"`
	All    allowance `json:"all"` // reads and everything else
}

// allowance counts requests, in a window and in a day.
type allowance struct {
	Limit pair `json:"limit"`
	Used  pair `json:"used"`
}

type pair struct {
	Window int `json:"window"`
	Day    int `json:"day"`
}

// budgetAt reads what the Ledger keeps. What is not known is as for a new
// application. What was used in another window is forgotten, also in a later
// one: then a clock was wrong.
func budgetAt(kept []byte, now time.Time) budget {
	var b budget
	if json.Unmarshal(kept, &b) != nil {
		b = budget{}
	}
	for _, of := range []struct {
		a   *allowance
		new pair
	}{{&b.Read, pair{100, 1000}}, {&b.All, pair{200, 2000}}} {
		if of.a.Limit.Window <= 0 || of.a.Limit.Day <= 0 {
			of.a.Limit = of.new
		}
	}
	if at := now.UTC().Truncate(quarter); !b.Window.Equal(at) {
		b.Window, b.Read.Used.Window, b.All.Used.Window = at, 0, 0
	}
	if at := now.UTC().Truncate(day); !b.Day.Equal(at) {
		b.Day, b.Read.Used.Day, b.All.Used.Day = at, 0, 0
	}
	return b
}

// ReadsLeft tells how many reads of what the Ledger keeps are left in this
// quarter of an hour, and today.
func ReadsLeft(kept []byte, now time.Time) (window, today int) {
	b := budgetAt(kept, now)
	left := func(of func(pair) int) int {
		return max(0, min(of(b.Read.Limit)-of(b.Read.Used), of(b.All.Limit)-of(b.All.Used)))
	}
	return left(func(p pair) int { return p.Window }), left(func(p pair) int { return p.Day })
}

// full is when there is room again for such a read; zero when there is now.
func (b budget) full(use use) time.Time {
	beyond := func(used, limit int) bool {
		if use != recovery {
			limit -= limit / keptFor
		}
		return used >= limit
	}
	switch {
	case beyond(b.Read.Used.Day, b.Read.Limit.Day), beyond(b.All.Used.Day, b.All.Limit.Day):
		return b.Day.Add(day + slack)
	case beyond(b.Read.Used.Window, b.Read.Limit.Window), beyond(b.All.Used.Window, b.All.Limit.Window):
		return b.Window.Add(quarter + slack)
	}
	return time.Time{}
}

// reserve counts one read before it is done, and names the window it is in.
// Where there is no room it is a RateLimited.
func (a *App) reserve(ctx context.Context, doing string, use use) (window time.Time, err error) {
	var full time.Time
	err = a.updateBudget(ctx, func(b *budget) {
		if full = b.full(use); full.IsZero() {
			b.Read.Used.add(1)
			b.All.Used.add(1)
		}
		window = b.Window
	})
	if err == nil && !full.IsZero() {
		err = &Error{Fault: RateLimited, Doing: doing, Until: full}
	}
	return window, err
}

// settle takes what an answer tells of the limits, for a read that was
// reserved in a window. until is when a read can succeed again after a 429.
func (a *App) settle(ctx context.Context, window time.Time, status int, header http.Header) (until time.Time, err error) {
	err = a.updateBudget(ctx, func(b *budget) {
		b.Read.told(header, "X-Readratelimit-", b.Window.Equal(window))
		b.All.told(header, "X-Ratelimit-", b.Window.Equal(window))
		if status != http.StatusTooManyRequests {
			return
		}
		if until = b.full(recovery); until.IsZero() {
			b.Read.Used.Window = b.Read.Limit.Window // it tells no figures, or wrong ones
			until = b.full(recovery)
		}
	})
	return until, err
}

func (a *App) updateBudget(ctx context.Context, change func(*budget)) error {
	err := a.Ledger.UpdateBudget(ctx, a.ClientID, func(kept []byte) ([]byte, error) {
		b := budgetAt(kept, a.Now())
		change(&b)
		return json.Marshal(b)
	})
	if err != nil {
		return fmt.Errorf("counting reads of Strava: %w", err)
	}
	return nil
}

// told takes limit and usage from headers. The usage of a window that is over
// says nothing of this one.
func (a *allowance) told(header http.Header, prefix string, current bool) {
	if limit, ok := parsePair(header.Get(prefix + "Limit")); ok && limit.Window > 0 && limit.Day > 0 {
		a.Limit = limit
	}
	if used, ok := parsePair(header.Get(prefix + "Usage")); ok && current {
		a.Used = pair{max(a.Used.Window, used.Window), max(a.Used.Day, used.Day)}
	}
}

func (p *pair) add(n int) { p.Window, p.Day = p.Window+n, p.Day+n }

// parsePair reads "100,1000"; ok is false for anything else, such as the lone
// comma that Strava also sends.
func parsePair(s string) (p pair, ok bool) {
	window, today, found := strings.Cut(s, ",")
	w, err1 := strconv.Atoi(strings.TrimSpace(window))
	d, err2 := strconv.Atoi(strings.TrimSpace(today))
	ok = found && err1 == nil && err2 == nil && w >= 0 && d >= 0
	return pair{w, d}, ok
}
