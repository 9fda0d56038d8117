package queue

import (
	"cmp"
	"math/rand/v2"
	"time"
)

// Options of a Local. What is left zero takes the value named.
type Options struct {
	Workers  int           // jobs worked on at once; 2
	Lease    time.Duration // how soon a job of a process that died is begun again; 1 min
	Attempts int           // made before a job is given up; 20
	Base     time.Duration // the longest pause after the first attempt, doubled with each; 5 s
	Cap      time.Duration // the longest pause of all; 1 h
	Poll     time.Duration // how soon jobs that another process added are found; 1 min

	Now  func() time.Time // the clock that dues are read from; time.Now
	Rand func() float64   // in [0, 1), spreads the pauses; rand.Float64

	// Report is told how each attempt ended. It may be called from several
	// goroutines at once.
	Report func(Report)
	// Trouble is told when the table can't be used; it is tried again.
	Trouble func(error)
}

// Report is how an attempt ended.
type Report struct {
	Job     Job
	Outcome Outcome
	Took    time.Duration
	Err     error     // of the attempt, nil when it succeeded
	Due     time.Time // when it comes again, for Repeats and Retries
}

// Outcome is what becomes of a job after an attempt.
type Outcome string

// The outcomes.
const (
	Finished Outcome = "finished"
	Repeats  Outcome = "repeats" // done, and due again
	Retries  Outcome = "retries" // failed, tried again later
	Buried   Outcome = "buried"  // given up
	Lost     Outcome = "lost"    // another has the job now; what it came to doesn't count
	Cut      Outcome = "cut"     // the queue was stopped; it begins anew with the next start
)

func (o Options) withDefaults() Options {
	o.Workers = cmp.Or(o.Workers, 2)
	o.Lease = cmp.Or(o.Lease, time.Minute)
	o.Attempts = cmp.Or(o.Attempts, 20)
	o.Base = cmp.Or(o.Base, 5*time.Second)
	o.Cap = cmp.Or(o.Cap, time.Hour)
	o.Poll = cmp.Or(o.Poll, time.Minute)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Float64
	}
	if o.Report == nil {
		o.Report = func(Report) {}
	}
	if o.Trouble == nil {
		o.Trouble = func(error) {}
	}
	return o
}
