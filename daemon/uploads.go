package daemon

import (
	"context"
	"errors"
	"iter"

	"needled/daemon/store"
	"needled/daemon/web"
)

// TakeUpload keeps files that were given for a runner; see web.Service.
func (s *Service) TakeUpload(ctx context.Context, runner string, files iter.Seq2[web.Uploaded, error]) (id string, err error) {
	return "", errors.New("not yet")
}

// Upload is how far an upload is.
func (s *Service) Upload(ctx context.Context, runner, id string) (store.Upload, error) {
	return s.Store.Upload(ctx, runner, id)
}

// AwaitUpload is Upload once all of it was taken in, or when ctx ends.
func (s *Service) AwaitUpload(ctx context.Context, runner, id string) (store.Upload, error) {
	return s.Upload(ctx, runner, id)
}
