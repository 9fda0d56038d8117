package stravatest

import (
	"fmt"
	"net/http"
	"time"
)

// Limits are the limits of an application: in a quarter of an hour, in a day.
type Limits struct {
	Read, All [2]int
	Silent    bool // no headers tell of them
	LoneComma bool // the read usage is told as a lone comma, as Strava does at times
}

// NewApplication has the limits of an application that was just registered.
var NewApplication = Limits{Read: [2]int{100, 1000}, All: [2]int{200, 2000}}

// usage counts requests in the current quarter of an hour and day.
type usage struct {
	window, day time.Time
	used        [2]int
	// Refused counts the requests that were answered with 429.
	refused int
}

// Refused is how many reads went beyond the limits.
func (s *Server) Refused() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.usage.refused
}

// Use spends reads, as another program of the application's might.
func (s *Server) Use(reads int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.usage.count(time.Now(), reads)
}

func (u *usage) count(now time.Time, n int) {
	if w := now.UTC().Truncate(15 * time.Minute); !w.Equal(u.window) {
		u.window, u.used[0] = w, 0
	}
	if d := now.UTC().Truncate(24 * time.Hour); !d.Equal(u.day) {
		u.day, u.used[1] = d, 0
	}
	u.used[0] += n
	u.used[1] += n
}

// limited counts a read and refuses it beyond the limits, where it counts, too.
func (s *Server) limited(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.usage.count(time.Now(), 1)
		used, l := s.usage.used, s.Limits
		over := used[0] > l.Read[0] || used[1] > l.Read[1] || used[0] > l.All[0] || used[1] > l.All[1]
		if over {
			s.usage.refused++
		}
		s.mu.Unlock()
		if !l.Silent {
			pair := func(p [2]int) string { return fmt.Sprintf("%d,%d", p[0], p[1]) }
			h := w.Header()
			h.Set("X-RateLimit-Limit", pair(l.All))
			h.Set("X-RateLimit-Usage", pair(used))
			h.Set("X-ReadRateLimit-Limit", pair(l.Read))
			h.Set("X-ReadRateLimit-Usage", pair(used))
			if l.LoneComma {
				h.Set("X-ReadRateLimit-Usage", ",")
			}
		}
		if over {
			refuse(w, http.StatusTooManyRequests, "Rate Limit Exceeded", "Application", "read rate limit", "exceeded")
			return
		}
		h(w, r)
	}
}
