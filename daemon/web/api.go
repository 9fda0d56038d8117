package web

import (
	"maps"
	"net/http"
	pathpkg "path"
	"slices"
	"strings"
)

// apiBase is what the addresses of the API begin with.
const apiBase = "/api/v1"

// apiRoutes is what programs ask for, each for the person whose token they
// show. openapi.json describes every one of them. What is a runner's stands
// twice, as pages do.
func apiRoutes() []route {
	all := []route{
		{pattern: "GET /openapi.json", who: anybody, do: (*visit).apiDescription},
		{pattern: "GET /whoami", who: signedIn, do: (*visit).apiWhoAmI},
		{pattern: "GET /protocol", who: signedIn, do: (*visit).apiProtocol},

		{pattern: "PATCH /runner", who: aRunner, deed: Change, log: "edit runner", do: (*visit).apiEditRunner},
		{pattern: "POST /checkins", who: aRunner, deed: Change, log: "record check-in", do: (*visit).apiAddCheckIn},
		{pattern: "DELETE /checkins/{id}", who: aRunner, deed: Change, log: "remove check-in", do: (*visit).apiRemoveCheckIn},
		{pattern: "GET /sources", who: aRunner, deed: See, do: (*visit).apiSources},
		{pattern: "GET /batches", who: aRunner, deed: See, do: (*visit).apiBatches},
		{pattern: "PUT /inbox/{name}", who: aRunner, deed: Change, log: "upload", do: (*visit).apiPut, inbox: true, big: true},
		{pattern: "GET /uploads/{id}", who: aRunner, deed: See, do: (*visit).apiUpload},

		{pattern: "GET /patients", who: aClinician, do: (*visit).apiPatients},
	}
	for _, r := range runnersAPI {
		method, path, _ := strings.Cut(r.pattern, " ")
		own, another := r, r
		own.who = aRunner
		another.who, another.pattern = aClinician, method+" /patients/{runner}"+path
		all = append(all, own, another)
	}
	for i := range all {
		method, path, _ := strings.Cut(all[i].pattern, " ")
		all[i].pattern, all[i].api = method+" "+apiBase+path, true
	}
	return all
}

// runnersAPI is a runner's data, for the runner and for whoever may see them.
var runnersAPI = []route{
	{pattern: "GET /runner", deed: See, log: "view patient", do: (*visit).apiRunner},
	{pattern: "GET /status", deed: See, log: "view today", do: (*visit).apiStatus},
	{pattern: "GET /runs", deed: See, log: "view runs", do: (*visit).apiRuns},
	{pattern: "GET /runs/{id}", deed: See, log: "view run", do: (*visit).apiRun},
	{pattern: "GET /treatments", deed: See, log: "view treatments", do: (*visit).apiTreatments},
	{pattern: "POST /treatments", deed: Treat, log: "add treatment", do: (*visit).apiAddTreatment},
	{pattern: "GET /treatments/{id}", deed: See, log: "view treatment", do: (*visit).apiTreatment},
	{pattern: "PUT /treatments/{id}", deed: Treat, log: "edit treatment", do: (*visit).apiEditTreatment},
	{pattern: "DELETE /treatments/{id}", deed: Treat, log: "remove treatment", do: (*visit).apiRemoveTreatment},
	{pattern: "GET /checkins", deed: See, log: "view check-ins", do: (*visit).apiCheckIns},
	{pattern: "GET /recoveries", deed: See, log: "view report", do: (*visit).apiRecoveries},
	{pattern: "GET /recoveries/{treatment}", deed: See, log: "export report", do: (*visit).apiRecovery},
}

// apiHandler answers what programs ask for, and whatever else is asked for
// below the same address, all of it in JSON.
func (s *Site) apiHandler() http.Handler {
	mux := http.NewServeMux()
	methods := map[string][]string{}
	for _, r := range apiRoutes() {
		mux.Handle(r.pattern, s.serve(r))
		method, path, _ := strings.Cut(r.pattern, " ")
		methods[path] = append(methods[path], method)
	}
	for _, path := range slices.Sorted(maps.Keys(methods)) {
		allowed := strings.Join(methods[path], ", ")
		mux.Handle(path, s.serve(route{pattern: path, who: anybody, api: true, do: func(v *visit) error {
			v.w.Header().Set("Allow", allowed)
			return errMethod
		}}))
	}
	nothing := s.serve(route{who: anybody, api: true, do: func(*visit) error { return errNotFound }})
	mux.Handle("/", nothing)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if pathpkg.Clean(r.URL.Path) != r.URL.Path { // which a mux answers with a page that leads elsewhere
			nothing.ServeHTTP(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// isAPI says whether a request is for the API.
func isAPI(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, apiBase+"/") }
