package analysis

// Sport is the kind of an activity, in FIT's words, lower case with
// underscores ("running", "walking", "rock_climbing"). "unknown" where the
// source names none.
type Sport string

const (
	Running      Sport = "running"
	Walking      Sport = "walking"
	Hiking       Sport = "hiking"
	Cycling      Sport = "cycling"
	Swimming     Sport = "swimming"
	Training     Sport = "training"
	Transition   Sport = "transition" // between the legs of a multisport event
	UnknownSport Sport = "unknown"
)
