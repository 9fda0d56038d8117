package daemon

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"time"

	"needled/analysis"
	"needled/daemon/queue"
	"needled/daemon/store"
	"needled/daemon/web"
	"needled/ingest"
)

// uploadSource is what logs and metrics call files that were given.
const uploadSource = "upload"

// TakeUpload keeps files that were given for a runner, all of them or none,
// durably, and has them taken in soon; see web.Service.
func (s *Service) TakeUpload(ctx context.Context, runner string, files iter.Seq2[web.Uploaded, error]) (id string, err error) {
	done, err := s.arriving.begin(runner)
	if err != nil {
		return "", err
	}
	defer done()
	if err := s.spool.hasRoom(runner); err != nil {
		return "", err
	}
	one, err := s.spool.keep(runner, files)
	if err != nil {
		return "", err
	}
	ctx = context.WithoutCancel(ctx) // they are here now, whoever has gone
	if err := s.Store.AddUpload(ctx, one.upload(runner)); err != nil {
		return "", errors.Join(err, os.RemoveAll(one.folder))
	}
	s.Log.Info().Str("source", uploadSource).Str("runner", runner).Int("files", len(one.paths)).Msg("files have arrived")
	if _, err := s.queue.Add(ctx, queue.Job{Kind: jobUpload, Key: runner, Due: s.Now()}); err != nil {
		s.Log.Error().Err(err).Str("runner", runner).Msg("files that were given are taken in within the hour only")
	}
	for next := s.next.Load(); next != nil; next = next.next.Load() {
		next.queue.Wake() // it is the one that works now
	}
	return one.id, nil
}

// Upload is how far an upload is.
func (s *Service) Upload(ctx context.Context, runner, id string) (store.Upload, error) {
	return s.Store.Upload(ctx, runner, id)
}

// uploadLook is how often it is asked whether an upload was taken in.
const uploadLook = 100 * time.Millisecond

// AwaitUpload is Upload once all of it was taken in or an attempt at that
// failed; when ctx ends first, how far it is by then.
func (s *Service) AwaitUpload(ctx context.Context, runner, id string) (store.Upload, error) {
	look := time.NewTicker(uploadLook)
	defer look.Stop()
	for {
		u, err := s.Upload(context.WithoutCancel(ctx), runner, id)
		if err != nil || u.Ended != nil || u.Trouble != "" {
			return u, err
		}
		select {
		case <-ctx.Done():
			return u, nil
		case <-look.C:
		}
	}
}

// expectUploads has taken in what lies in the spool of any runner: what was
// left there when the service stopped.
func (s *Service) expectUploads(ctx context.Context) error {
	runners, err := s.Store.Runners(ctx)
	for _, r := range runners {
		waiting, unread := s.spool.waiting(r.Name)
		if unread != nil {
			s.Log.Error().Err(unread).Str("runner", r.Name).Msg("files that were given can't be read")
		}
		if len(waiting) > 0 {
			_, failed := s.queue.Add(ctx, queue.Job{Kind: jobUpload, Key: r.Name, Due: s.Now()})
			err = errors.Join(err, failed)
		}
	}
	return err
}

// takeUploads takes in what lies in a runner's spool. What fails doesn't keep
// it from the others.
func (s *Service) takeUploads(ctx context.Context, job queue.Job) error {
	waiting, err := s.spool.waiting(job.Key)
	for _, one := range waiting {
		if failed := s.takeSpooled(ctx, job.Key, one); failed != nil {
			err = errors.Join(err, fmt.Errorf("taking in upload %s: %w", one.id, failed))
		}
	}
	return err
}

// takeSpooled takes in one upload, and removes it from the spool once it is
// kept what became of it.
func (s *Service) takeSpooled(ctx context.Context, runner string, one spooled) error {
	if err := s.Store.AddUpload(ctx, one.upload(runner)); err != nil { // known already, unless there was a crash
		return err
	}
	known, err := s.Store.Upload(ctx, runner, one.id)
	if err != nil {
		return err
	}
	if known.Ended == nil {
		if err := s.ingestSpooled(ctx, runner, one); err != nil {
			if ctx.Err() != nil {
				return err // the service stops; the next goes on
			}
			return errors.Join(err, s.Store.UploadFailed(ctx, runner, one.id, "They could not be taken in just now. They are kept, and needled tries again by itself."))
		}
	}
	return os.RemoveAll(one.folder)
}

func (s *Service) ingestSpooled(ctx context.Context, runner string, one spooled) error {
	var receipts []analysis.Receipt
	unread := map[string]error{}
	in := ingest.Ingester{Store: intoUpload{s.Store, one.id}, Decoders: s.Decoders, Protocol: s.Protocol, Now: s.Now}
	req := ingest.Request{Runner: runner, Items: s.itemsOf(ctx, one), Unread: func(item ingest.Item, err error) { unread[item.Path] = err }}
	began := s.Now()
	_, err := in.Ingest(ctx, req, func(r analysis.Receipt) {
		receipts = append(receipts, r)
		s.took(uploadSource, runner, r)
	})
	s.metrics.ingested(uploadSource, s.Now().Sub(began))
	for name, why := range unread {
		err = errors.Join(err, fmt.Errorf("%s: %w", name, why))
	}
	if err != nil {
		return err
	}
	s.notifier.Wake()
	return s.Store.EndUpload(ctx, store.Upload{ID: one.id, Runner: runner, Ended: new(s.Now()), Receipts: receipts})
}

// intoUpload is the store for what comes by an upload.
type intoUpload struct {
	*store.Store
	id string
}

func (i intoUpload) BeginBatch(ctx context.Context, runner string, at time.Time) (string, error) {
	batch, err := i.Store.BeginBatch(ctx, runner, at)
	if err != nil {
		return "", err
	}
	return batch, i.BeginUpload(ctx, runner, i.id, batch)
}

// itemsOf yields what is in an upload, under the names it was given.
func (s *Service) itemsOf(ctx context.Context, one spooled) iter.Seq[ingest.Item] {
	return func(yield func(ingest.Item) bool) {
		for item := range s.Find(ctx, one.paths, nil) {
			item.Path = filepath.Base(item.Path)
			if !yield(item) {
				return
			}
		}
	}
}

// upload is what is kept of an upload that has arrived.
func (o spooled) upload(runner string) store.Upload {
	u := store.Upload{ID: o.id, Runner: runner, At: o.at}
	for _, path := range o.paths {
		u.Files = append(u.Files, filepath.Base(path))
	}
	return u
}
