// Package stravatest is a stand-in for Strava, for tests: athletes with
// activities and samples, lists in pages, limits with their headers, OAuth with
// codes that work once and refresh tokens that rotate, webhooks, and faults.
//
// It goes by time.Now, so that within testing/synctest it goes by that clock.
// Client reaches it without a network.
package stravatest
