package daemon

import (
	"sync"

	"needled/analysis"
)

// judged knows the runs that were judged since the start, each once however
// many recordings of it come.
type judged struct {
	mu   sync.Mutex
	runs map[[2]string]bool // by runner and run
}

func (j *judged) add(runner string, r analysis.Receipt) {
	if r.Verdict == nil || r.Run == nil {
		return
	}
	switch r.Outcome {
	case analysis.Added, analysis.Merged, analysis.InPart:
	default:
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.runs == nil {
		j.runs = map[[2]string]bool{}
	}
	j.runs[[2]string{runner, r.Run.ID}] = true
}

func (j *judged) count() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return len(j.runs)
}
