package archive

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"needled/analysis"
	"needled/ingest"
	"needled/ingest/stravacsv"
)

// folders knows the exports of Strava, of Apple Health, and of needled, that
// were unpacked into folders: many browsers and systems unpack what they
// download.
type folders struct {
	ctx     context.Context // when it ends, so does every reading
	limits  Limits
	folder  string                   // the last one looked into for Strava's list
	strava  *strava                  // nil where there is no list
	healths map[string]*healthFolder // by folder, of those looked into; nil where there is none
	own     map[string]bool          // whether a folder has needled's own export, of those looked into
}

// expand yields a file that is no archive. Strava's list and Apple's record are
// answered with what they tell, their tracks go with their sport.
func (f *folders) expand(item ingest.Item, found func(int), yield func(ingest.Item) bool) bool {
	if item.Err != nil || item.Member != "" {
		return yield(item)
	}
	folder, base := filepath.Split(item.Path)
	switch {
	case ownBeside[strings.ToLower(base)] && f.isOwn(folder):
		item.Err = ownAnswer()
	case ownOriginal.MatchString("originals/"+strings.ToLower(base)) && f.isOwn(filepath.Dir(filepath.Clean(folder))):
		item.Provenance = analysis.RunnerExport
	case strings.EqualFold(base, tableName):
		s := f.in(folder)
		if s == nil {
			return yield(item)
		}
		item.Err = s.answer()
		if !yield(item) {
			return false
		}
		for entry := range s.entries(func(name string) ingest.Item { return ingest.Item{Path: item.Path, Member: name} }) {
			if found(1); !yield(entry) {
				return false
			}
		}
		return true
	case ingest.IsTrack(base) && strings.EqualFold(filepath.Base(folder), "activities"):
		if s := f.in(filepath.Dir(filepath.Clean(folder))); s != nil {
			item.Provenance = analysis.RunnerExport
			s.tell(&item, base)
		}
	case ingest.IsTrack(base) && strings.EqualFold(filepath.Base(folder), routesFolder):
		if h := f.health(filepath.Dir(filepath.Clean(folder))); h != nil {
			h.tell(&item, base)
		}
	case strings.EqualFold(filepath.Ext(base), ".xml"):
		if h := f.health(folder); h != nil {
			item.Err = h.answer(item.Path)
		}
	}
	return yield(item)
}

// isOwn says whether a folder has an export of needled.
func (f *folders) isOwn(folder string) bool {
	folder = filepath.Clean(folder)
	own, known := f.own[folder]
	if !known {
		_, err := os.Stat(filepath.Join(folder, ownManifest))
		own = err == nil
		if f.own == nil {
			f.own = map[string]bool{}
		}
		f.own[folder] = own
	}
	return own
}

// in is the export that lies in a folder, nil without one.
func (f *folders) in(folder string) *strava {
	if folder = filepath.Clean(folder); folder == f.folder {
		return f.strava
	}
	f.folder, f.strava = folder, nil
	path := filepath.Join(folder, tableName)
	info, err := os.Stat(path)
	if err != nil || info.Size() > f.limits.Table {
		return nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	table, err := stravacsv.Read(b)
	if err != nil {
		return nil
	}
	tracks := map[string]bool{}
	beside, _ := os.ReadDir(filepath.Join(folder, "activities"))
	for _, entry := range beside {
		tracks[strings.ToLower(entry.Name())] = true
	}
	f.strava = newStrava(table, tableName, tracks)
	return f.strava
}
