// Package gpx reads activities from GPX files, 1.0 and 1.1. What is recorded
// there are points with a time; distance follows from their positions unless
// the file states it, and the positions are then dropped.
//
// read.go goes through the document point by point and keeps what a point
// measured, 48 bytes, not the document: a file of 100 MB takes 12 MB beside its
// own bytes where a point has 400 of them, as watches write it, and 36 MB where
// it has 134. The garbage of reading XML comes on top, as much as is alive.
// segment.go collects points, activity.go joins segments to activities.
//
// The library gpxgo is what the tests hold this package against, not what it
// stands on: it keeps the document as a tree, 587 MB for a file of 100 MB, gives
// up at the first fault, and drops the zone of times that have a fraction.
package gpx
