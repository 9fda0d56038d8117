// Package report puts results on paper: a recovery as text, CSV and JSON, one
// run explained, the answer to "may I run now?", and the tables of the
// command line.
//
// It is pure. It takes what package analysis found and writes it to an
// io.Writer: no clock, no storage, no judgement of its own. Each format is one
// file, and all of them take their figures from the same few functions, so
// that a number reads the same wherever it stands.
//
// People are shown words first, shapes second, colour third; an unknown is
// said to be unknown.
package report
