// Package report puts results on paper: a recovery as text, CSV, JSON, HTML
// and PDF, one run explained, the answer to "may I run now?", and the tables of
// the command line.
//
// It is pure. It takes what package analysis found and writes it to an
// io.Writer: no clock, no storage, no judgement of its own. What people read of
// a recovery is put in words once, as a sheet, and drawn once, as a picture;
// text.go, html.go and pdf.go only set them. All formats take their figures
// from the same few functions, so that a number reads the same wherever it
// stands.
//
// People are shown words first, shapes second, colour third; an unknown is
// said to be unknown.
package report
