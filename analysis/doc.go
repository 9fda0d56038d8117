// Package analysis is the domain of needled: runs, treatments, check-ins, the
// clinic's protocol, and the comparison of one with the other.
//
// It is pure: no clock, no files, no network, no storage. Assess takes a
// runner's history and a protocol and returns the recoveries in it, each with
// its baseline, its caps and a verdict for every run. What it leaves to
// others: reading files (package ingest), keeping things (daemon/store), and
// putting results on paper (analysis/report).
//
// To follow one run from file to verdict read run.go, track.go (what a file
// holds), measure.go (what the rules need of it), recovery.go (which runs
// belong to a treatment), baseline.go and caps.go (what is usual, what is
// advised), rules.go (the findings), and assess.go, which ties them together.
package analysis
