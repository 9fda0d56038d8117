package stravatest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

func (s *Server) athlete(w http.ResponseWriter, r *http.Request) {
	id, ok := s.athleteOf(r)
	if !ok {
		refuse(w, http.StatusUnauthorized, "Authorization Error", "Athlete", "access_token", "invalid")
		return
	}
	reply(w, http.StatusOK, map[string]any{"id": id, "resource_state": 2})
}

// list answers as Strava does: with after, the oldest first.
func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	athlete, ok := s.athleteOf(r)
	if !ok {
		refuse(w, http.StatusUnauthorized, "Authorization Error", "Athlete", "access_token", "invalid")
		return
	}
	access, _ := bearer(r)
	scopes := strings.Split(s.tokens.scopes(access), ",")
	all := slices.Contains(scopes, "activity:read_all")
	if !all && !slices.Contains(scopes, "activity:read") {
		refuse(w, http.StatusUnauthorized, "Authorization Error", "AccessToken", "activity:read_permission", "missing")
		return
	}
	q := r.URL.Query()
	number := func(name string, otherwise int64) int64 {
		if n, err := strconv.ParseInt(q.Get(name), 10, 64); err == nil {
			return n
		}
		return otherwise
	}
	after := time.Unix(number("after", 0), 0)
	page, size := int(number("page", 1)), int(min(number("per_page", 30), 200))

	s.mu.Lock()
	defer s.mu.Unlock()
	if s.PageSize > 0 {
		size = min(size, s.PageSize)
	}
	listed := []*Activity{}
	for _, a := range s.athletes[athlete] {
		if a.Start.After(after) && (all || !a.Private) && (s.Hide == nil || !s.Hide(a)) {
			listed = append(listed, a)
		}
	}
	slices.SortFunc(listed, func(a, b *Activity) int { return a.Start.Compare(b.Start) })
	from := min((page-1)*size, len(listed))
	out := []map[string]any{}
	for _, a := range listed[from:min(from+size, len(listed))] {
		out = append(out, a.summary())
	}
	reply(w, http.StatusOK, out)
}

func (s *Server) streams(w http.ResponseWriter, r *http.Request) {
	athlete, ok := s.athleteOf(r)
	if !ok {
		refuse(w, http.StatusUnauthorized, "Authorization Error", "Athlete", "access_token", "invalid")
		return
	}
	id, _ := strconv.ParseInt(r.PathValue("id"), 10, 64)
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.athletes[athlete], func(a *Activity) bool { return a.ID == id })
	if i < 0 || s.athletes[athlete][i].Streams == nil || s.athletes[athlete][i].NotReady > 0 {
		if i >= 0 {
			s.athletes[athlete][i].NotReady--
		}
		refuse(w, http.StatusNotFound, "Resource Not Found", "", "", "")
		return
	}
	a := s.athletes[athlete][i]
	keys := strings.Split(r.URL.Query().Get("keys"), ",")
	if keys[0] == "" {
		keys = nil // only distance comes
	}
	byType := map[string]any{}
	for name, data := range a.Streams {
		if name == "distance" || slices.Contains(keys, name) {
			byType[name] = map[string]any{"data": data, "series_type": "distance", "original_size": len(data), "resolution": "high"}
		}
	}
	reply(w, http.StatusOK, byType)
}
