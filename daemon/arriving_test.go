package daemon

import (
	"errors"
	"io"
	"iter"
	"testing"

	"needled/analysis"
	"needled/daemon/web"
)

// A runner sends two at once; another isn't kept from it, nor is the next once
// one has ended, in whatever way.
func TestUploadsUnderWay(t *testing.T) {
	s := newStage(t)
	service := s.service()
	s.must(service.Store.AddRunner(t.Context(), analysis.Runner{Name: "me"}))
	s.must(service.Store.AddRunner(t.Context(), analysis.Runner{Name: "you"}))
	begin := func() (end func() error) {
		content, sender := io.Pipe()
		began, ended := make(chan struct{}), make(chan error)
		var files iter.Seq2[web.Uploaded, error] = func(yield func(web.Uploaded, error) bool) {
			close(began)
			yield(web.Uploaded{Name: "a.gpx", Content: content}, nil)
		}
		go func() {
			_, err := service.TakeUpload(t.Context(), "me", files)
			ended <- err
		}()
		<-began
		return func() error {
			_ = sender.CloseWithError(errors.New("cut"))
			return <-ended
		}
	}
	first, second := begin(), begin()
	if _, err := service.TakeUpload(t.Context(), "me", given("a.gpx", "x")); !errors.Is(err, web.ErrManyUploads) {
		t.Errorf("the third: %v", err)
	}
	if _, err := service.TakeUpload(t.Context(), "you", given("a.gpx", "x")); err != nil {
		t.Errorf("another runner's: %v", err)
	}
	if first() == nil {
		t.Error("what was cut was kept")
	}
	if _, err := service.TakeUpload(t.Context(), "me", given("a.gpx", "x")); err != nil {
		t.Errorf("after one has ended: %v", err)
	}
	_ = second()
	if len(service.arriving.now) != 0 {
		t.Errorf("still counted: %v", service.arriving.now)
	}
}

// What waits of a runner's keeps further uploads out from its bound on.
func TestUploadsThatWait(t *testing.T) {
	s := newStage(t)
	service := s.service() // which takes nothing in
	service.spool.most = 10
	if _, err := service.TakeUpload(t.Context(), "me", given("a.gpx", "nine byte")); err != nil {
		t.Fatal(err)
	}
	if _, err := service.TakeUpload(t.Context(), "me", given("b.gpx", "1")); err != nil {
		t.Errorf("just below the bound: %v", err)
	}
	if _, err := service.TakeUpload(t.Context(), "me", given("c.gpx", "1")); !errors.Is(err, web.ErrManyWaiting) {
		t.Errorf("at the bound: %v", err)
	}
	s.must(service.Store.AddRunner(t.Context(), analysis.Runner{Name: "you"}))
	if _, err := service.TakeUpload(t.Context(), "you", given("a.gpx", "x")); err != nil {
		t.Errorf("another runner's: %v", err)
	}
}
