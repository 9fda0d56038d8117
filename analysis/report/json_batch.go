package report

import (
	"time"

	"needled/analysis"
)

// BatchJSON is one ingest, a line of `needled batches --json`.
type BatchJSON struct {
	ID       string                   `json:"id"`
	Runner   string                   `json:"runner"`
	At       time.Time                `json:"at"`
	Ended    *time.Time               `json:"ended"`  // null while it runs, and when it was cut off
	Undone   *time.Time               `json:"undone"` // null unless it was
	Outcomes map[analysis.Outcome]int `json:"outcomes"`
}
