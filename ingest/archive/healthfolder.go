package archive

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"needled/analysis"
	"needled/ingest"
)

// healthFolder is an export of Apple Health that was unpacked.
type healthFolder struct {
	record string  // the path of its record, "" without one
	health *health // what that tells; nil without one
}

const routesFolder = "workout-routes"

// health is the export that lies in a folder, nil where there is none. Its own
// folder may have another name by now; that of the routes tells it, too.
func (f *folders) health(folder string) *healthFolder {
	folder = filepath.Clean(folder)
	if h, known := f.healths[folder]; known {
		return h
	}
	var h *healthFolder
	if strings.EqualFold(filepath.Base(folder), "apple_health_export") || isFolder(filepath.Join(folder, routesFolder)) {
		h = readHealthFolder(f.ctx, folder, f.limits)
	}
	if f.healths == nil {
		f.healths = map[string]*healthFolder{}
	}
	f.healths[folder] = h
	return h
}

// readHealthFolder looks for the record in a folder, and reads it.
func readHealthFolder(ctx context.Context, folder string, limits Limits) *healthFolder {
	h := &healthFolder{}
	beside, _ := os.ReadDir(folder)
	for _, entry := range beside {
		if !isHealthRecord("apple_health_export/" + strings.ToLower(entry.Name())) {
			continue
		}
		path := filepath.Join(folder, entry.Name())
		if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
			continue
		}
		file, err := os.Open(path)
		if err != nil {
			continue
		}
		defer file.Close()
		s := &spent{ctx: ctx, Limits: limits}
		h.record, h.health = path, readHealth(s.metered(file, -1))
		break
	}
	return h
}

// answer is what is said to an XML file of the export.
func (h *healthFolder) answer(path string) error {
	if h.record == filepath.Clean(path) {
		return h.health.answer()
	}
	return otherRecord()
}

// tell puts with a route what the record says of it.
func (h *healthFolder) tell(item *ingest.Item, name string) {
	s := h.health.sportOf(name)
	item.Provenance, item.Sport, item.SubSport = analysis.RunnerExport, s.sport, s.sub
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
