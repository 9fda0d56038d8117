// Package gpx reads activities from GPX files, 1.0 and 1.1. What is recorded
// there are points with a time; distance follows from their positions unless
// the file states it, and the positions are then dropped.
//
// read.go goes through the document point by point and keeps what a point
// measured, not the document: a file of 100 MB takes some 40 MB beside its own
// bytes. segment.go collects points, activity.go joins segments to activities.
package gpx
