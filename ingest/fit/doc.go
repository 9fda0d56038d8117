// Package fit reads activities from FIT files, the format of watches and bike
// computers. Each session of a file gives one activity.
//
// The decoder is github.com/tormoder/fit, whose profile is of 2023 and which
// refuses a whole file for one definition it does not expect. So the bytes
// pass a filter first: chain.go takes the file apart and judges length and
// checksum of the original, filter.go copies only the messages and fields of
// profile.go into small clean files, and tormoder decodes those. Then leg.go
// deals the records out to the sessions.
//
// What a file states is taken as it stands, also what can't be; whether a run
// is to be believed is for package ingest to say. What could not be taken as it
// stands is told in the run's note.
package fit
