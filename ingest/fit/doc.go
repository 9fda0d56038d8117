// Package fit reads activities from FIT files, the format of watches and bike
// computers. Each session of a file gives one activity.
//
// The decoder is github.com/tormoder/fit, whose profile is of 2023 and which
// refuses a whole file for one definition it does not expect. So the bytes
// pass a filter first: chain.go takes the file apart and judges length and
// checksum of the original, filter.go copies only the messages and fields of
// profile.go into a small clean file, and that is decoded. Nothing of this
// package is stored; it knows nothing of runners or of where a file came from.
package fit
