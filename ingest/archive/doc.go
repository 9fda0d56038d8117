// Package archive is a walk over what lies inside archives: zip files, also
// damaged ones and zips within zips, tar and tar.gz files, and in them the
// exports of Strava, Garmin and Apple Health.
//
// Nothing is unpacked to disk, but for an archive within an archive, which is
// spooled to a temporary file while it is walked over. No archive is held in
// memory; of its members, lists of activities are, and a tar's are read whole
// when they are opened, since a tar can only be read in passing. Names inside archives are shown to people and looked at for their
// endings; nothing is ever opened or written by them. What an archive may ask
// for is bounded by Limits, and what lies beyond is refused with a sentence
// while the rest is taken.
//
// What Strava, Garmin and Apple hand out is the runner's own export; files of
// any other archive count as the watch's. A member of an archive within an
// archive is named by both, joined by a slash.
package archive
