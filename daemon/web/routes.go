package web

import (
	"strings"
)

// who may ask for an address at all. What they see of a runner's data is
// decided in access.go.
type who string

const (
	anybody    who = "anybody"
	signedIn   who = "whoever is signed in"
	aRunner    who = "a runner"
	aClinician who = "a clinician"
	anAdmin    who = "an admin"
)

// route is an address of the site.
type route struct {
	pattern string // of net/http
	who     who
	// deed is what is asked for of the runner it is about: the one named in
	// the path, else the person's own. "" where it is about none.
	deed Deed
	log  string // what the audit log calls it
	part bool   // belongs to a page that is noted itself
	do   func(*visit) error
	big  bool // takes a body as long as an upload may be
	// api says that a program asks, which shows a token and is answered in
	// JSON; inbox that a token which only gives files is enough (see api.go).
	api, inbox bool
}

// routes is every address of the site. A page of a runner's data stands twice:
// for the runner, and under /patients/ for whoever the runner lets see it.
func routes() []route {
	all := []route{
		// Getting in and out.
		{pattern: "GET /{$}", who: signedIn, do: (*visit).home},
		{pattern: "GET /more", who: signedIn, do: (*visit).more},
		{pattern: "GET /assets/{name...}", who: anybody, do: (*visit).asset},
		{pattern: "GET /open", who: anybody, do: (*visit).askToOpen},
		{pattern: "POST /open", who: anybody, log: "sign in", do: (*visit).open},
		{pattern: "GET /login", who: anybody, do: (*visit).askToSignIn},
		{pattern: "POST /login", who: anybody, log: "sign in", do: (*visit).enter},
		{pattern: "POST /logout", who: signedIn, log: "sign out", do: (*visit).signOut},
		{pattern: "GET /setup", who: anybody, do: (*visit).askToSetUp},
		{pattern: "POST /setup", who: anybody, log: "set up", do: (*visit).setUp},
		{pattern: "GET /join", who: anybody, do: (*visit).askToJoin},
		{pattern: "POST /join", who: anybody, log: "accept invitation", do: (*visit).join},
		{pattern: "GET /password", who: anybody, do: (*visit).askForPassword},
		{pattern: "POST /password", who: anybody, log: "set password", do: (*visit).setPassword},

		// What is the runner's alone.
		{pattern: "GET /checkin", who: aRunner, deed: See, do: (*visit).checkInForm},
		{pattern: "POST /checkin", who: aRunner, deed: Change, log: "record check-in", do: (*visit).checkIn},
		{pattern: "GET /checkin/{id}/remove", who: aRunner, deed: See, do: (*visit).askToRemoveCheckIn},
		{pattern: "POST /checkin/{id}/remove", who: aRunner, deed: Change, log: "remove check-in", do: (*visit).removeCheckIn},
		{pattern: "POST /runs/{id}", who: aRunner, deed: Change, log: "settle run", do: (*visit).settleRun},
		{pattern: "GET /sources", who: aRunner, deed: See, do: (*visit).sources},
		{pattern: "POST /sources/sync", who: aRunner, deed: Change, log: "sync", do: (*visit).sync},
		{pattern: "POST /sources/upload", who: aRunner, deed: Change, log: "upload", do: (*visit).upload, big: true},
		{pattern: "GET /sources/uploads/{id}", who: aRunner, deed: See, do: (*visit).uploaded},
		{pattern: "GET /sources/batches/{id}/undo", who: aRunner, deed: See, do: (*visit).askToUndo},
		{pattern: "POST /sources/batches/{id}/undo", who: aRunner, deed: Change, log: "undo batch", do: (*visit).undoBatch},
		{pattern: "GET /sources/strava/connect", who: aRunner, deed: Change, log: "connect Strava", do: (*visit).connectStrava},
		{pattern: "GET /sources/strava/callback", who: aRunner, deed: Change, log: "connect Strava", do: (*visit).stravaAnswers},
		{pattern: "GET /sources/strava/disconnect", who: aRunner, deed: See, do: (*visit).askToDisconnect},
		{pattern: "POST /sources/strava/disconnect", who: aRunner, deed: Change, log: "disconnect Strava", do: (*visit).disconnectStrava},
		{pattern: "POST /settings/runner", who: aRunner, deed: Change, log: "edit runner", do: (*visit).editRunner},
		{pattern: "POST /settings/messages", who: aRunner, deed: Change, log: "edit messages", do: (*visit).editMessages},
		{pattern: "POST /settings/messages/test", who: aRunner, deed: Change, log: "test messages", do: (*visit).testMessages},
		{pattern: "GET /settings/sharing", who: aRunner, deed: See, do: (*visit).sharing},
		{pattern: "POST /settings/sharing/{person}/grant", who: aRunner, deed: Change, log: "grant access", do: (*visit).grant},
		{pattern: "POST /settings/sharing/{person}/withdraw", who: aRunner, deed: Change, log: "withdraw access", do: (*visit).withdraw},

		// Everybody's own account.
		{pattern: "GET /settings", who: signedIn, deed: See, do: (*visit).settings},
		{pattern: "POST /settings/account", who: signedIn, deed: See, log: "edit account", do: (*visit).editAccount},
		{pattern: "POST /settings/password", who: signedIn, deed: See, log: "change password", do: (*visit).changePassword},
		{pattern: "POST /settings/tokens", who: signedIn, deed: See, log: "make token", do: (*visit).addToken},
		{pattern: "POST /settings/tokens/{id}/revoke", who: signedIn, deed: See, log: "revoke token", do: (*visit).revokeToken},
		// Clinicians withdraw their own, admins any.
		{pattern: "POST /invitations/{link}/withdraw", who: signedIn, log: "withdraw invitation", do: (*visit).withdrawInvitation},
		{pattern: "GET /protocol", who: signedIn, do: (*visit).protocol},

		// The clinician's.
		{pattern: "GET /patients", who: aClinician, do: (*visit).roster},
		{pattern: "GET /invitations", who: aClinician, do: (*visit).patientInvitations},
		{pattern: "POST /patients", who: aClinician, log: "invite", do: (*visit).invitePatient},
		{pattern: "GET /patients/{runner}", who: aClinician, deed: See, log: "view patient", do: (*visit).patient},
		{pattern: "POST /patients/{runner}/notes", who: aClinician, deed: Remark, log: "add note", do: (*visit).addNote},
		{pattern: "POST /patients/{runner}/notes/{id}/remove", who: aClinician, deed: Remark, log: "remove note", do: (*visit).removeNote},

		// The admin's.
		{pattern: "GET /people", who: anAdmin, do: (*visit).people},
		{pattern: "POST /people", who: anAdmin, log: "invite", do: (*visit).invite},
		{pattern: "GET /people/{person}", who: anAdmin, do: (*visit).editPersonForm},
		{pattern: "POST /people/{person}", who: anAdmin, log: "edit person", do: (*visit).editPerson},
		{pattern: "POST /people/{person}/password", who: anAdmin, log: "make password link", do: (*visit).passwordLink},
		{pattern: "GET /people/audit", who: anAdmin, log: "view audit log", do: (*visit).auditLog},
		{pattern: "GET /people/audit.csv", who: anAdmin, log: "export audit log", do: (*visit).exportAuditLog},

		{pattern: "GET /calendar/{file}", who: anybody, do: (*visit).calendar},
	}
	for _, r := range runnerPages {
		method, path, _ := strings.Cut(r.pattern, " ")
		own, another := r, r
		own.who = aRunner
		another.who, another.pattern = aClinician, method+" /patients/{runner}"+path
		all = append(all, own, another)
	}
	return append(all, apiRoutes()...)
}

// runnerPages show a runner's data, to the runner and to whoever may see them.
var runnerPages = []route{
	{pattern: "GET /today", deed: See, log: "view today", do: (*visit).today},
	{pattern: "GET /runs", deed: See, log: "view runs", do: (*visit).runs},
	{pattern: "GET /runs/{id}", deed: See, log: "view run", do: (*visit).run},
	{pattern: "GET /runs/{id}/chart.json", deed: See, log: "view run", part: true, do: (*visit).chartData},
	{pattern: "GET /runs/{id}/chart.svg", deed: See, log: "view run", part: true, do: (*visit).chartPicture},
	{pattern: "GET /treatments", deed: See, log: "view treatments", do: (*visit).treatments},
	{pattern: "GET /treatments/new", deed: Treat, log: "view treatments", do: (*visit).newTreatment},
	{pattern: "POST /treatments", deed: Treat, log: "add treatment", do: (*visit).addTreatment},
	{pattern: "GET /treatments/{id}", deed: Treat, log: "view treatment", do: (*visit).treatmentForm},
	{pattern: "POST /treatments/{id}", deed: Treat, log: "edit treatment", do: (*visit).editTreatment},
	{pattern: "GET /treatments/{id}/remove", deed: Treat, log: "view treatment", do: (*visit).askToRemoveTreatment},
	{pattern: "POST /treatments/{id}/remove", deed: Treat, log: "remove treatment", do: (*visit).removeTreatment},
	{pattern: "GET /progress", deed: See, log: "view progress", do: (*visit).progress},
	{pattern: "GET /recovery/{treatment}", deed: See, log: "view report", do: (*visit).recovery},
	{pattern: "GET /recovery/{treatment}/{file}", deed: See, log: "export report", do: (*visit).exportReport},
}
