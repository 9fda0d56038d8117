// Package daemon is needled as a service: it wires the sources of runs (watched
// folders, Strava), the queue that says what is due, the messages that go out
// and the pages that tell how it does, and leads them from start to stop.
//
// Read daemon.go for the life of the process (lock, start, ready, drain, stop;
// reload.go: other settings) and service.go for what is at work in between. The
// other files are one thing each: a source, a kind of job, an adapter from the
// store to what one of the parts asks for. The parts know nothing of each other.
package daemon
