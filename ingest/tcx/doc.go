// Package tcx reads activities from TCX files, the format of Garmin's Training
// Center that most services still write. A file holds activities, those hold
// laps with totals, and laps hold points.
//
// Totals are the sums over the laps, as the file states them; points give the
// shape, and the totals where laps have none. read.go goes through the
// document point by point and keeps what a point measured, not the document.
package tcx
