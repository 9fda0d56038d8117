package watch

import "time"

// Health says whether a folder is in order.
type Health string

// How a folder can fare.
const (
	OK       Health = "ok"
	Waiting  Health = "waiting"   // something comes right by itself, or not; it is tried again
	NeedsYou Health = "needs-you" // only a person can set it right
)

// State is how a folder fares.
type State struct {
	Health  Health
	Detail  string    // what is to be said of it, for people; "" when all is well
	Files   int       // in the folder, of those that are looked at
	Pending int       // of them not complete, or not taken yet
	Newest  time.Time // when the file changed last that did so last; zero without files
}
