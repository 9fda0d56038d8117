package daemon

import (
	"context"
	"fmt"
	"time"
)

// statusLine is what systemctl status shows: "synced 3 min ago, 2 runs
// judged".
func (s *Service) statusLine(ctx context.Context) string {
	synced := "nothing synced yet"
	if last, ok := s.lastSync(ctx); ok {
		synced = "synced " + ago(s.Now().Sub(last))
	}
	return fmt.Sprintf("%s, %s judged", synced, runsOf(s.judged.count()))
}

func runsOf(n int) string {
	if n == 1 {
		return "1 run"
	}
	return fmt.Sprintf("%d runs", n)
}

func ago(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "just now"
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min ago", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h ago", int(d.Hours()))
	}
	return fmt.Sprintf("%d days ago", int(d.Hours()/24))
}

// lastSync is the latest success of any source.
func (s *Service) lastSync(ctx context.Context) (last time.Time, ok bool) {
	runners, err := s.Store.Runners(ctx)
	if err != nil {
		return last, false
	}
	for _, r := range runners {
		sources, err := s.liveSources(ctx, r.Name)
		if err != nil {
			return last, ok
		}
		for _, source := range sources {
			if at := source.LastSuccess; at != nil && at.After(last) {
				last, ok = *at, true
			}
		}
	}
	return last, ok
}
