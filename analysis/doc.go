// Package analysis is the domain of needled: runs, treatments, check-ins, the
// clinic's protocol, and the comparison of one with the other.
//
// It is pure: no clock, no files, no network, no storage. Assess takes a
// runner's history and a protocol and returns the recoveries in it, each with
// its baseline, its caps and a verdict for every run. What it leaves to
// others: reading files (package ingest), keeping things (daemon/store), and
// putting results on paper (analysis/report).
//
// To follow one run from file to verdict read run.go and track.go (what a file
// holds), complete.go and measuring.go (what the rules need of it), then
// assess.go, which ties together recovery.go (which runs belong to a
// treatment), rest.go (how long to wait), baseline.go and caps.go (what is
// usual, what is advised) and the rules, one file each: rule_*.go. plan.go
// answers the question beforehand.
package analysis
