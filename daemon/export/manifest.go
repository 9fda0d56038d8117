package export

import "needled/analysis"

// Members that are read back, beside the originals.
const (
	ManifestName = "needled-export.json" // tells an export of needled from any other zip file
	HistoryName  = "history.json"
)

// version of the layout; a newer one is refused.
const version = 1

// Names of members.
const (
	readmeName     = "README.txt"
	runsName       = "runs.csv"
	treatmentsName = "treatments.csv"
	checkInsName   = "checkins.csv"
	verdictsName   = "verdicts.jsonl"
	originalsDir   = "originals/"
)

// Manifest lists what an export holds.
type Manifest struct {
	Version   int        `json:"needled_export"` // of the layout
	Program   string     `json:"needled"`        // version of needled that wrote it
	Runner    string     `json:"runner"`
	Protocol  Protocol   `json:"protocol"` // behind the verdicts
	Counts    Counts     `json:"counts"`
	LeftOut   LeftOut    `json:"left_out"`
	Members   []Member   `json:"members"`   // all but this one
	Originals []Original `json:"originals"` // in the order they arrived
}

// Protocol names the advice behind verdicts.
type Protocol struct {
	Name        string `json:"name"`
	Version     string `json:"version"`
	Fingerprint string `json:"fingerprint"`
}

// Counts is how much an export holds.
type Counts struct {
	Originals  int `json:"originals"`
	Runs       int `json:"runs"` // of all sports
	Verdicts   int `json:"verdicts"`
	Treatments int `json:"treatments"`
	CheckIns   int `json:"checkins"`
	Words      int `json:"words"` // a person's, on what is one run and what a run was
}

// LeftOut is what an export doesn't hold, though it is kept.
type LeftOut struct {
	Fetched    int `json:"strava_api"` // recordings fetched from Strava, which may not be passed on
	Unreadable int `json:"unreadable"` // originals nothing could be read from
}

// Member is a file in the export.
type Member struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Original is a file as it was given.
type Original struct {
	SHA256     string              `json:"sha256"`
	Format     string              `json:"format"`
	Provenance analysis.Provenance `json:"provenance"`
	Path       string              `json:"path"`   // as it was given
	Member     string              `json:"member"` // its name inside an archive, "" outside
	Recordings []Recording         `json:"recordings"`
}

// Recording is one activity of an original.
type Recording struct {
	Leg       int                `json:"leg"`
	Run       string             `json:"run"` // the run it tells of
	Sport     analysis.Sport     `json:"sport"`
	SubSport  string             `json:"sub_sport"`
	SourceID  string             `json:"source_id,omitempty"` // names it at the service it came through
	Integrity analysis.Integrity `json:"integrity,omitempty"` // "" for one that is intact
}
