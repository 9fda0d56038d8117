package daemon

import (
	"cmp"
	"context"
	"fmt"
	"sync"
	"time"

	"needled/analysis"
	"needled/daemon/store"
	"needled/ingest"
	"needled/ingest/watch"
)

// takeFiles takes in files that are complete, as one batch.
func (s *Service) takeFiles(ctx context.Context, runner string, files []watch.File) error {
	paths := make([]string, len(files))
	for i, f := range files {
		paths[i] = f.Path
	}
	items := func(yield func(ingest.Item) bool) {
		for item := range s.Find(ctx, paths, nil) {
			// Found in a folder: what is no activity is no failure.
			item.Named = false
			if !yield(item) {
				return
			}
		}
	}
	in := ingest.Ingester{Store: s.Store, Decoders: s.Decoders, Protocol: s.Protocol, Now: s.Now}
	unread := map[string]error{}
	req := ingest.Request{Runner: runner, Items: items, Unread: func(item ingest.Item, err error) { unread[item.Path] = err }}
	began := s.Now()
	_, err := in.Ingest(ctx, req, func(r analysis.Receipt) { s.took("watch", runner, r) })
	s.metrics.ingested("watch", s.Now().Sub(began))
	if err != nil && ctx.Err() != nil {
		s.Log.Info().Str("runner", runner).Int("files", len(files)).Msg("the service stops: files not taken in yet are left for later")
		return err
	}
	if err != nil {
		s.Log.Error().Err(err).Str("runner", runner).Int("files", len(files)).Msg("files could not be taken in; they are tried again")
		return err
	}
	s.notifier.Wake()
	var marks []string
	for _, f := range files {
		if f.Mark != "" && unread[f.Path] == nil {
			marks = append(marks, s.seenMark(f.Mark))
		}
	}
	if err := s.Store.See(ctx, runner, marks); err != nil || len(unread) == 0 {
		return err
	}
	return &watch.UnreadError{Files: unread}
}

// known says whether a file was taken in before.
func (s *Service) known(ctx context.Context, runner, mark string) bool {
	seen, err := s.Store.Seen(ctx, runner, s.seenMark(mark))
	return err == nil && seen
}

// seenMark names a file as this version has seen it: another may make more of
// it.
func (s *Service) seenMark(mark string) string { return s.Version + " " + mark }

// faring is how the watched folders fare.
type faring struct {
	mu      sync.Mutex
	folders map[folderKey]folderFares
}

type folderKey struct{ runner, source string }

type folderFares struct {
	now  store.Source
	kept store.Source // as it is in the store
}

// keepAgain is how often it is kept that a folder fares as before.
const keepAgain = 15 * time.Minute

// folderState keeps how a folder fares, where status finds it. It is told each
// time the folder was looked through, so what could not be kept is soon tried
// again.
func (s *Service) folderState(f watch.Folder, st watch.State) {
	source := store.Source{Runner: f.Runner, Name: folderSource(f.Path), State: string(st.Health), Detail: st.Detail, LastTry: new(s.Now())}
	s.faring.mu.Lock()
	defer s.faring.mu.Unlock()
	key := folderKey{source.Runner, source.Name}
	fares := s.faring.folders[key]
	source.LastSuccess = fares.now.LastSuccess
	if st.Health == watch.OK {
		source.LastSuccess = source.LastTry
		source.Detail = cmp.Or(source.Detail, folderDetail(st))
	}
	fares.now = source
	if !recentlyKept(fares.kept, source) {
		if err := s.keepSource(context.Background(), source, source.Detail); err != nil {
			s.Log.Error().Err(err).Str("folder", f.Path).Msg("how a folder fares could not be kept")
		} else {
			fares.kept = source
		}
	}
	s.faring.folders[key] = fares
}

// recentlyKept says whether what was kept of a folder is as good as what is
// true now.
func recentlyKept(kept, now store.Source) bool {
	if kept.LastTry == nil || kept.State != now.State || kept.Detail != now.Detail {
		return false
	}
	return now.LastTry.Sub(*kept.LastTry).Abs() < keepAgain
}

// liveSources are the sources of a runner as Sources lists them, with the
// folders as they fare at this moment.
func (s *Service) liveSources(ctx context.Context, runner string) ([]store.Source, error) {
	sources, err := s.Sources(ctx, runner)
	s.faring.mu.Lock()
	defer s.faring.mu.Unlock()
	for i, source := range sources {
		if fares, live := s.faring.folders[folderKey{runner, source.Name}]; live {
			fares.now.LastSuccess = cmp.Or(fares.now.LastSuccess, source.LastSuccess)
			sources[i] = fares.now
		}
	}
	return sources, err
}

func folderDetail(st watch.State) string {
	files := fmt.Sprintf("%d files", st.Files)
	switch st.Files {
	case 0:
		return "empty so far"
	case 1:
		files = "1 file"
	}
	if st.Pending > 0 {
		return fmt.Sprintf("%s, %d still to be taken in", files, st.Pending)
	}
	return files
}
