package daemon

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"needled/analysis"
	"needled/daemon/store"
	"needled/daemon/web"
	"needled/ingest"
	"needled/ingest/all"
)

// working is a service that works, until the test ends.
func (s *stage) working() *Service {
	s.Helper()
	service := s.service()
	s.must(service.Start(s.Context()))
	s.Cleanup(func() { s.halt(service) })
	return service
}

// halt stops a service.
func (s *stage) halt(service *Service) {
	s.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	s.must(service.Stop(ctx))
}

// uploads gives files, and waits until they were taken in.
func (s *stage) uploads(service *Service, namesAndContents ...string) store.Upload {
	s.Helper()
	id, err := service.TakeUpload(s.Context(), "me", given(namesAndContents...))
	s.must(err)
	ctx, cancel := context.WithTimeout(s.Context(), patience)
	defer cancel()
	u, err := service.AwaitUpload(ctx, "me", id)
	s.must(err)
	return u
}

// outcomesOf are the answers of an upload, each with its file.
func outcomesOf(u store.Upload) (all []string) {
	for _, r := range u.Receipts {
		all = append(all, strings.TrimSuffix(r.Path+" "+r.Member, " ")+": "+string(r.Outcome))
	}
	return all
}

func zipOf(t testing.TB, namesAndContents ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for pair := range slices.Chunk(namesAndContents, 2) {
		f, err := w.Create(pair[0])
		if err == nil {
			_, err = io.WriteString(f, pair[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestUploadIsTakenIn(t *testing.T) {
	s := newStage(t)
	service := s.working()
	s.treated(service, time.Now().Add(-30*time.Hour))
	long, usual := string(gpx(time.Now().Add(-2*time.Hour), 12, 52)), string(gpx(time.Now().Add(-200*time.Hour), 5, 52))
	u := s.uploads(service, "long.gpx", long, "more.zip", zipOf(t, "usual.gpx", usual, "notes.txt", "x"), "again.gpx", long, "empty.fit", "", "photo.jpg", "\xff\xd8\xff\xe0JFIF")
	want := []string{"long.gpx: added", "more.zip usual.gpx: added", "again.gpx: duplicate", "empty.fit: failed", "photo.jpg: failed"}
	if got := outcomesOf(u); u.Ended == nil || !slices.Equal(got, want) {
		t.Fatalf("ended %v: %q, want %q", u.Ended, got, want)
	}
	if u.Counts[analysis.Ignored] != 1 || u.Batch == "" || !slices.Equal(u.Files, []string{"long.gpx", "more.zip", "again.gpx", "empty.fit", "photo.jpg"}) {
		t.Errorf("%+v", u)
	}
	if r := u.Receipts[0]; r.Run == nil || r.Verdict == nil {
		t.Errorf("the long run: %+v", r)
	}
	for _, r := range u.Receipts[3:] {
		if r.Reason == "" {
			t.Errorf("it isn't said why %s failed", r.Path)
		}
	}
	if left := lying(t, service.spool.folder); len(left) > 0 {
		t.Errorf("still in the spool: %v", left)
	}
	// The files are known by the names they were given under.
	recordings, err := service.Store.RecordingsOf(t.Context(), "me", u.Receipts[0].Run.ID)
	if err != nil || recordings[0].Path != "long.gpx" {
		t.Errorf("%+v, %v", recordings, err)
	}
	// It is told as it is, not as it was.
	_, err = service.Store.UndoBatch(t.Context(), "me", u.Batch, time.Now())
	s.must(err)
	if u, err := service.Upload(t.Context(), "me", u.ID); err != nil || u.Receipts[0].Run != nil {
		t.Errorf("after it was taken back: %+v, %v", u, err)
	}
}

func TestUploadsAreTheirRunnersOnly(t *testing.T) {
	s := newStage(t)
	service := s.working()
	u := s.uploads(service, "a.gpx", string(gpx(time.Now().Add(-2*time.Hour), 5, 52)))
	s.must(service.Store.AddRunner(t.Context(), analysis.Runner{Name: "you"}))
	for _, c := range [][2]string{{"you", u.ID}, {"me", "forged"}} {
		if _, err := service.Upload(t.Context(), c[0], c[1]); !store.IsKind(err, store.NotFound) {
			t.Errorf("%s asks for %s: %v", c[0], c[1], err)
		}
	}
	if _, err := service.TakeUpload(t.Context(), "nobody", given("a.gpx", "x")); !store.IsKind(err, store.NotFound) {
		t.Errorf("for nobody: %v", err)
	}
	if left := lying(t, service.spool.folder); len(left) > 0 {
		t.Errorf("in the spool: %v", left)
	}
}

// Two uploads at the same time, of the same file twice over: one run.
func TestUploadsAtOnce(t *testing.T) {
	s := newStage(t)
	service := s.working()
	same := string(gpx(time.Now().Add(-2*time.Hour), 5, 52))
	var together sync.WaitGroup
	results := make([]store.Upload, 2)
	for i := range results {
		together.Go(func() {
			results[i] = s.uploads(service, "same.gpx", same, fmt.Sprintf("own%d.gpx", i), string(gpx(time.Now().Add(-time.Duration(30+10*i)*time.Hour), 5, 52)))
		})
	}
	together.Wait()
	var got []string
	for _, u := range results {
		got = append(got, outcomesOf(u)...)
	}
	slices.Sort(got)
	if want := []string{"own0.gpx: added", "own1.gpx: added", "same.gpx: added", "same.gpx: duplicate"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if runs := s.runs(service); strings.Count(runs, "\n") != 3 {
		t.Errorf("the runs: %s", runs)
	}
}

// What has arrived is taken in at the next start, once, whatever the moment of
// the crash.
func TestUploadOutlivesARestart(t *testing.T) {
	for name, crash := range map[string]func(*stage, *Service) string{
		"before it was known": func(s *stage, service *Service) string {
			one, err := service.spool.keep("me", given("a.gpx", string(gpx(time.Now().Add(-2*time.Hour), 5, 52))))
			s.must(err)
			return one.id
		},
		"before it was taken in": func(s *stage, service *Service) string {
			id, err := service.TakeUpload(s.Context(), "me", given("a.gpx", string(gpx(time.Now().Add(-2*time.Hour), 5, 52))))
			s.must(err)
			return id
		},
		"after it was taken in, before that was kept": func(s *stage, service *Service) string {
			one, err := service.spool.keep("me", given("a.gpx", string(gpx(time.Now().Add(-2*time.Hour), 5, 52))))
			s.must(err)
			s.must(service.Store.AddUpload(s.Context(), one.upload("me")))
			in := ingest.Ingester{Store: intoUpload{service.Store, one.id}, Decoders: service.Decoders, Protocol: service.Protocol, Now: service.Now}
			_, err = in.Ingest(s.Context(), ingest.Request{Runner: "me", Items: service.itemsOf(s.Context(), one)}, func(analysis.Receipt) {})
			s.must(err)
			return one.id
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			before := s.service()
			id := crash(s, before)
			s.must(before.Store.Close())

			service := s.working()
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			s.until("it is known", func() bool { _, err := service.Upload(ctx, "me", id); return err == nil })
			u, err := service.AwaitUpload(ctx, "me", id)
			if got := outcomesOf(u); err != nil || u.Ended == nil || !slices.Equal(got, []string{"a.gpx: added"}) {
				t.Errorf("%q, %v: %+v", got, err, u)
			}
			s.until("the spool is empty", func() bool { return len(lying(t, service.spool.folder)) == 0 })
			if runs := s.runs(service); strings.Count(runs, "\n") != 1 {
				t.Errorf("the runs: %s", runs)
			}
		})
	}
}

// A disk that doesn't give back what it took is no reason to lose a file.
func TestUploadThatCannotBeReadIsKept(t *testing.T) {
	s := newStage(t)
	service := s.service()
	var mended sync.Once
	broken := make(chan struct{})
	service.Find = func(ctx context.Context, paths []string, found func(int)) iter.Seq[ingest.Item] {
		return func(yield func(ingest.Item) bool) {
			for item := range all.Find(ctx, paths, found) {
				mended.Do(func() {
					item.Open = func() (io.ReadCloser, error) { close(broken); return nil, &os.PathError{Op: "read", Err: syscall.EIO} }
				})
				if !yield(item) {
					return
				}
			}
		}
	}
	s.must(service.Start(t.Context()))
	defer s.halt(service)
	id, err := service.TakeUpload(t.Context(), "me", given("a.gpx", string(gpx(time.Now().Add(-2*time.Hour), 5, 52))))
	s.must(err)
	<-broken
	u, err := service.AwaitUpload(t.Context(), "me", id)
	if err != nil || u.Ended != nil || !strings.Contains(u.Trouble, "tries again by itself") {
		t.Errorf("%+v, %v", u, err)
	}
	s.until("it is taken in", func() bool { u, err := service.Upload(t.Context(), "me", id); return err == nil && u.Ended != nil })
	if u, err = service.Upload(t.Context(), "me", id); err != nil || u.Trouble != "" || !slices.Equal(outcomesOf(u), []string{"a.gpx: added"}) {
		t.Errorf("%+v, %v", u, err)
	}
}

// Archives that unpack to nothing but size are told, and others beside them
// come in.
func TestHostileUploads(t *testing.T) {
	s := newStage(t)
	service := s.working()
	bomb := zipOf(t, "bomb.gpx", strings.Repeat("0", 40<<20))
	paths := zipOf(t, "../../../etc/cron.d/x.gpx", string(gpx(time.Now().Add(-30*time.Hour), 5, 52)))
	u := s.uploads(service, "bomb.zip", bomb, "paths.zip", paths, "half.zip", bomb[:len(bomb)/2], "a.gpx", string(gpx(time.Now().Add(-2*time.Hour), 5, 52)))
	if u.Ended == nil {
		t.Fatalf("%+v", u)
	}
	byFile := map[string]analysis.Receipt{}
	for _, r := range u.Receipts {
		byFile[r.Path] = r
	}
	if r := byFile["bomb.zip"]; r.Outcome != analysis.Failed || !strings.Contains(r.Reason, "times its size") {
		t.Errorf("the bomb: %+v", r)
	}
	if r := byFile["half.zip"]; r.Outcome != analysis.Failed {
		t.Errorf("half an archive: %+v", r)
	}
	if r := byFile["a.gpx"]; r.Outcome != analysis.Added {
		t.Errorf("the file beside them: %+v", r)
	}
	if left := lying(t, service.spool.folder); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// Waiting ends with who waits.
func TestAwaitUploadEnds(t *testing.T) {
	s := newStage(t)
	service := s.service() // which doesn't work
	id, err := service.TakeUpload(t.Context(), "me", given("a.fit", "x"))
	s.must(err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if u, err := service.AwaitUpload(ctx, "me", id); err != nil || u.Ended != nil || len(u.Files) != 1 {
		t.Errorf("%+v, %v", u, err)
	}
}

// A browser that goes away in the middle leaves nothing behind.
func TestUploadCutOff(t *testing.T) {
	s := newStage(t)
	service := s.service()
	gone := errors.New("the browser is gone")
	_, err := service.TakeUpload(t.Context(), "me", func(yield func(web.Uploaded, error) bool) {
		if yield(web.Uploaded{Name: "a.fit", Content: strings.NewReader("whole")}, nil) {
			yield(web.Uploaded{}, gone)
		}
	})
	if !errors.Is(err, gone) {
		t.Errorf("the error is %v", err)
	}
	if left := lying(t, service.spool.folder); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	if uploads, err := service.Store.Uploads(t.Context(), "me", 10); err != nil || len(uploads) > 0 {
		t.Errorf("%+v, %v", uploads, err)
	}
}
