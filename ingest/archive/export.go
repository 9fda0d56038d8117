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
	health     *health         // what Apple's record tells; nil where it was not read
	own        map[string]bool // folders of exports of needled, in lower case
	lists      []*strava       // of exports of Strava, in the order of the archive
}

// tableName is the name of the list in Strava's exports.
const tableName = "activities.csv"

var garminDownload = regexp.MustCompile(`^\d+_activity\.(fit|gpx|tcx)$`)

// look walks over an archive once to see what it is: the list of activities
// may stand behind the tracks it tells about. Damage is told on the next walk.
func look(all members, s *spent, inherited analysis.Provenance) export {
	x := export{provenance: inherited, own: map[string]bool{}}
	var tracks []string
	left := s.Table // bytes that lists may still have, all together
	_ = all(func(m member) bool {
		if s.member() != nil {
			return false
		}
		x.members++
		name := strings.ToLower(m.name)
		folder, base := path.Split(name)
		switch {
		case base == tableName && m.err == nil:
			if list, size := readList(m, left); list != nil {
				list.member, left = x.members, left-size
				x.lists = append(x.lists, list)
			}
		case ingest.IsTrack(base) && path.Base(folder) == "activities":
			tracks = append(tracks, name)
		case m.streams && x.health == nil && isHealthRecord(name):
			if r, err := m.open(); err == nil {
				x.health = readHealth(r)
				r.Close()
			}
		}
		own, isOwn := ownFolder(name)
		switch {
		case isOwn:
			x.own[own], x.provenance = true, analysis.RunnerExport
		case strings.Contains("/"+name, "/workout-routes/"), strings.Contains("/"+name, "/apple_health_export/"):
			x.apple, x.provenance = true, analysis.RunnerExport
		case strings.Contains("/"+name, "/di_connect/"), garminDownload.MatchString(base):
			x.provenance = analysis.RunnerExport
		}
		return true
	})
	if len(x.lists) > 0 {
		x.provenance = analysis.RunnerExport
	}
	for _, name := range tracks {
		if list := x.listOf(name); list != nil {
			list.tracks[fileKey(name)] = true
		}
	}
	return x
}

// listOf is the list that tells of a file: of those in the folders around it
// the closest, or the only one of the archive; nil without any.
func (x export) listOf(name string) *strava {
	if len(x.lists) == 1 {
		return x.lists[0]
	}
	var closest *strava
	for _, list := range x.lists {
		if strings.HasPrefix(strings.ToLower(name), list.folder) && (closest == nil || len(list.folder) > len(closest.folder)) {
			closest = list
		}
	}
	return closest
}

// tell puts what the lists beside a track say of it with it.
func (x export) tell(item *ingest.Item, name string) {
	if x.apple {
		s := x.health.sportOf(name)
		item.Sport, item.SubSport = s.sport, s.sub
		return
	}
	x.listOf(name).tell(item, name)
}

// listAt is the list that a member is, by its number in the walk; nil for any
// other.
func (x export) listAt(member int) *strava {
	for _, list := range x.lists {
		if list.member == member {
			return list
		}
	}
	return nil
}

// readList reads a list of activities of at most so many bytes, and says how
// many it has; nil when it is none. A damaged one serves as far as it goes,
// and knows what is wrong.
func readList(m member, most int64) (*strava, int64) {
	if m.size > most {
		return nil, 0
	}
	r, err := m.open()
	if err != nil {
		return nil, 0
	}
	defer r.Close()
	b, damage := io.ReadAll(io.LimitReader(r, most+1))
	if int64(len(b)) > most {
		return nil, 0
	}
	table, err := stravacsv.Read(b)
	if err != nil {
		return nil, 0
	}
	list := newStrava(table, m.name, map[string]bool{})
	list.damage = damage
	return list, int64(len(b))
}

// refusal is why a member is not looked at, nil for one that may be an
// activity's.
func (x export) refusal(name string) error {
	name = strings.ToLower(name)
	switch {
	case x.apple && isHealthRecord(name):
		return x.health.answer()
	case x.apple && strings.HasSuffix(name, ".xml"):
		return otherRecord()
	case isOwn(x.own, name):
		return ownAnswer()
	case ingest.IsTrack(name) && x.isRoute(name):
		return &ingest.IgnoredError{Reason: "a planned route, not an activity"}
	}
	return nil
}

// isRoute says whether a file lies among the routes of an export of Strava.
func (x export) isRoute(name string) bool {
	for _, list := range x.lists {
		if strings.HasPrefix(name, list.folder+"routes/") {
			return true
		}
	}
	return false
}
