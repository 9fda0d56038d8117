package daemon

import (
	"context"
	"errors"
	"fmt"

	"needled/analysis"
	"needled/daemon/store"
	"needled/ingest"
	"needled/ingest/watch"
)

// takeFiles takes in files that are complete, as one batch.
func (s *Service) takeFiles(ctx context.Context, runner string, files []watch.File) error {
	paths := make([]string, len(files))
	var marks []string
	for i, f := range files {
		paths[i] = f.Path
		if f.Mark != "" {
			marks = append(marks, s.seenMark(f.Mark))
		}
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
	began := s.Now()
	_, err := in.Ingest(ctx, ingest.Request{Runner: runner, Items: items}, func(r analysis.Receipt) { s.took("watch", runner, r) })
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
	return s.Store.See(ctx, runner, marks)
}

// known says whether a file was taken in before.
func (s *Service) known(ctx context.Context, runner, mark string) bool {
	seen, err := s.Store.Seen(ctx, runner, s.seenMark(mark))
	return err == nil && seen
}

// seenMark names a file as this version has seen it: another may make more of
// it.
func (s *Service) seenMark(mark string) string { return s.Version + " " + mark }

// folderState keeps how a folder fares, where status finds it.
func (s *Service) folderState(f watch.Folder, st watch.State) {
	source := store.Source{Runner: f.Runner, Name: folderSource(f.Path), State: string(st.Health), Detail: st.Detail, LastTry: new(s.Now())}
	if st.Health == watch.OK {
		source.LastSuccess = source.LastTry
		if source.Detail == "" {
			source.Detail = folderDetail(st)
		}
	}
	s.faring.Lock()
	defer s.faring.Unlock()
	s.folders[source.Name] = source
	if err := s.keepSource(context.Background(), source); err != nil {
		s.Log.Error().Err(err).Str("folder", f.Path).Msg("how a folder fares could not be kept")
	}
}

// keepFolders keeps that folders fare as they did: they are looked through all
// the time, and say so only when something changes.
func (s *Service) keepFolders(ctx context.Context) error {
	s.faring.Lock()
	defer s.faring.Unlock()
	var failures []error
	for _, source := range s.folders {
		source.LastTry = new(s.Now())
		if source.LastSuccess != nil {
			source.LastSuccess = source.LastTry
		}
		failures = append(failures, s.keepSource(ctx, source))
	}
	return errors.Join(failures...)
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
