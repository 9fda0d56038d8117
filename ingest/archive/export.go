package archive

import (
	"io"
	"path"
	"regexp"
	"strings"

	"needled/analysis"
	"needled/ingest"
	"needled/ingest/stravacsv"
)

// export is what is known of an archive before its members are taken.
type export struct {
	provenance analysis.Provenance
	members    int
	apple      bool
	strava     *strava // nil for an archive that is none of Strava's
}

// tableName is the name of the list in Strava's exports.
const tableName = "activities.csv"

var garminDownload = regexp.MustCompile(`^\d+_activity\.(fit|gpx|tcx)$`)

// look walks over an archive once to see what it is: the list of activities
// may stand behind the tracks it tells about. Damage is told on the next walk.
func look(all members, s *spent, inherited analysis.Provenance) export {
	x := export{provenance: inherited}
	tracks := map[string]bool{}
	var table *stravacsv.Table
	var tableAt string
	var damage error
	_ = all(func(m member) bool {
		if s.member() != nil {
			return false
		}
		x.members++
		name := strings.ToLower(m.name)
		folder, base := path.Split(name)
		switch {
		case base == tableName && table == nil && m.err == nil:
			if table, damage = readTable(m, s); table != nil {
				tableAt = m.name
			}
		case isActivity(base) && path.Base(folder) == "activities":
			tracks[base] = true
		}
		switch {
		case strings.Contains("/"+name, "/workout-routes/"), strings.Contains("/"+name, "/apple_health_export/"):
			x.apple, x.provenance = true, analysis.RunnerExport
		case strings.Contains("/"+name, "/di_connect/"), garminDownload.MatchString(base):
			x.provenance = analysis.RunnerExport
		}
		return true
	})
	if table != nil {
		x.strava, x.provenance = newStrava(table, tableAt, tracks), analysis.RunnerExport
		x.strava.damage = damage
	}
	return x
}

// readTable reads a list of activities; nil when it is none. A damaged one
// serves as far as it goes, and comes with what is wrong.
func readTable(m member, s *spent) (table *stravacsv.Table, damage error) {
	if m.size > s.Table {
		return nil, nil
	}
	r, err := m.open()
	if err != nil {
		return nil, nil
	}
	defer r.Close()
	b, damage := io.ReadAll(io.LimitReader(r, s.Table+1))
	if int64(len(b)) > s.Table {
		return nil, nil
	}
	if table, err = stravacsv.Read(b); err != nil {
		return nil, nil
	}
	return table, damage
}

// refusal is why a member is not looked at, nil for one that may be an
// activity's.
func (x export) refusal(name string) error {
	name = strings.ToLower(name)
	switch {
	case x.apple && strings.HasSuffix(name, ".xml"):
		return &ingest.IgnoredError{Reason: "Apple Health's own record; its workouts are taken from the routes beside it, in workout-routes"}
	case x.strava != nil && strings.HasPrefix(name, x.strava.folder+"routes/") && isActivity(name):
		return &ingest.IgnoredError{Reason: "a planned route, not an activity"}
	}
	return nil
}
