package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// arrows is who may import whom. A package that is not listed may import
// nothing of the project.
var arrows = map[string][]string{
	"analysis":                 {"analysis/series"},
	"analysis/series":          {},
	"analysis/report":          {"analysis"},
	"configs":                  {"analysis"},
	"ingest":                   {"analysis"},
	"ingest/fit":               {"ingest", "analysis", "analysis/series"},
	"ingest/xmltrack":          {"analysis"},
	"ingest/gpx":               {"ingest", "ingest/xmltrack", "analysis"},
	"ingest/tcx":               {"ingest", "ingest/xmltrack", "analysis"},
	"ingest/stravacsv":         {"ingest", "analysis"},
	"ingest/archive":           {"ingest", "ingest/stravacsv", "analysis"},
	"ingest/all":               {"ingest", "ingest/archive", "ingest/fit", "ingest/gpx", "ingest/tcx", "ingest/stravacsv"},
	"daemon":                   {"analysis", "analysis/report", "configs", "daemon/notify", "daemon/queue", "daemon/secret", "daemon/store", "daemon/web", "ingest", "ingest/strava", "ingest/watch", "systemd"},
	"daemon/web":               {"analysis", "analysis/report", "configs", "daemon/secret", "daemon/store", "daemon/web/chart", "daemon/web/calendar"},
	"daemon/queue":             {},
	"daemon/queue/queuetest":   {"daemon/queue"},
	"ingest/strava":            {"ingest", "analysis"},
	"ingest/strava/stravatest": {},
	"ingest/watch":             {"ingest"},
	"daemon/store":             {"analysis"},
	"daemon/store/storetest":   {},
	"daemon/export":            {"daemon/store", "ingest", "analysis", "analysis/report"},
	"daemon/notify":            {},
	"daemon/secret":            {},
	"daemon/web/chart":         {"analysis", "analysis/report", "analysis/series"},
	"daemon/web/calendar":      {"analysis", "analysis/report"},
	"daemon/web/webtest":       {},
	"systemd":                  {},
	"cmd/needled":              {"analysis", "daemon", "daemon/web", "daemon/notify", "daemon/secret", "ingest/strava", "analysis/report", "configs", "ingest", "ingest/all", "daemon/store", "daemon/export", "cmd/needled/demo"},
	"cmd/needled/demo":         {"analysis"},
}

// pure packages import nothing but the standard library.
var pure = []string{"analysis", "analysis/series"}

func TestArrows(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "needled/...").CombinedOutput()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, out)
	}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		pkg := strings.TrimPrefix(fields[0], "needled/")
		allowed, known := arrows[pkg]
		if !known {
			t.Errorf("package %s is not in the picture; add it to arrows with what it may import", pkg)
			continue
		}
		for _, imported := range fields[1:] {
			own, ours := strings.CutPrefix(imported, "needled/")
			switch {
			case ours && !slices.Contains(allowed, own):
				t.Errorf("%s imports %s, against the picture", pkg, own)
			case !ours && slices.Contains(pure, pkg) && strings.Contains(strings.Split(imported, "/")[0], "."):
				t.Errorf("%s imports %s; it may import the standard library only", pkg, imported)
			}
		}
	}
}
