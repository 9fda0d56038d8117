// Package strava brings a runner's activities from Strava's API.
//
// Strava lets what its API gives be kept for seven days and shown to the
// runner alone; positions are never asked for. What is fetched of an activity
// becomes a document (document.go), which goes the ordinary way of an
// ingest.Item to the Decoder here. Sync (sync.go) does one pass: it lists a
// window of the runner's activities, mirrors what is new, changed and gone,
// and fetches the samples of runs in a recovery. What it may spend on that is
// in budget.go, how the keys are renewed in rotate.go, how a runner connects
// in connect.go.
//
// Left to others: when to sync, where things are kept (Vault, Shelf and Ledger
// are what is asked of that place), and that nothing outlives its seven days.
package strava
