// Package stravacsv reads the list of activities in Strava's bulk export,
// activities.csv, of any age and language: which sport each track is, and the
// activities that have no track because they were entered by hand.
//
// The list is made for people. Its headers and dates are in the language of
// the account, some headers stand twice (the first Distance is shown on the
// site, in kilometres, the second is in metres), decimals may have a comma,
// and there have been exports with HTML in their headers. Times are in UTC.
// Columns are found by the names known of them, else by their place.
package stravacsv
