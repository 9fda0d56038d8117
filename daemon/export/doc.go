// Package export writes all that is kept of a runner into one zip file of open
// formats, and reads such a file back: the originals as they were given, what
// the runner and the clinician entered, and, for people and other programs,
// tables of the runs and their verdicts.
//
// What was fetched from Strava's API is never in it. What is read back is
// trusted in nothing: names are looked up, not followed, sums are checked,
// and sizes are bounded. Decoding and linking are ingest's and the store's.
package export
