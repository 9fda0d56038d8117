// Package web is the site that the service serves: the runner's day, the
// clinician's review, and who may see what of it.
//
// Read routes.go first: every address with who may ask for it. A request is a
// visit (visit.go): it knows who is asking, and gets at a runner's data only
// through the one function in access.go that decides what of it they may see.
// A page is one file, page_NAME.go, with a template of the same name; what
// pages are made of stands in templates/parts.html and assets/app.css. What
// programs ask for is in api_*.go, its table in api.go, its description in
// openapi.json; the calendar's feed is in feed.go.
//
// What it leaves to others: keeping things (daemon/store), putting results in
// words (analysis/report), and whatever the service does besides answering,
// which it asks for through Service.
package web
