package store

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"needled/analysis"
)

// uploaded keeps that a runner gave files, and returns the upload's id.
func (t tester) uploaded(files ...string) string {
	t.Helper()
	t.must(t.AddUpload(t.Context(), Upload{ID: "u1", Runner: me, At: after(1), Files: files}))
	return "u1"
}

func (t tester) upload(id string) Upload {
	t.Helper()
	u, err := t.Upload(t.Context(), me, id)
	t.must(err)
	return u
}

func TestUploadFromArrivalToEnd(t *testing.T) {
	s := test(t, sqlitePlace(t)(t, options()))
	s.treat(treated)
	id := s.uploaded("run.fit", "broken.fit")
	s.equal(s.upload(id), Upload{ID: id, Runner: me, At: after(1), Files: []string{"run.fit", "broken.fit"}})
	// Found again after a crash it stays as it is.
	s.must(s.AddUpload(t.Context(), Upload{ID: id, Runner: me, At: after(2), Files: []string{"other"}}))
	s.must(s.UploadFailed(t.Context(), me, id, "the disk is full"))
	if u := s.upload(id); u.Trouble != "the disk is full" || len(u.Files) != 2 || !u.At.Equal(after(1)) {
		t.Errorf("%+v", u)
	}

	receipt := s.record(newRun(after(1), 12))[0]
	s.must(s.BeginUpload(t.Context(), me, id, receipt.Batch))
	s.must(s.EndUpload(t.Context(), Upload{ID: id, Runner: me, Ended: new(after(2)), Receipts: []analysis.Receipt{
		receipt, {Path: "broken.fit", Outcome: analysis.Failed, Reason: "it holds no records"},
		{Path: "a.zip", Member: "notes.txt", Outcome: analysis.Ignored},
	}}))
	u := s.upload(id)
	if !u.Ended.Equal(after(2)) || u.Batch != receipt.Batch || u.Trouble != "" || len(u.Receipts) != 2 {
		t.Fatalf("%+v", u)
	}
	s.equal(u.Counts, map[analysis.Outcome]int{analysis.Added: 1, analysis.Failed: 1, analysis.Ignored: 1})
	if r := u.Receipts[0]; r.Run == nil || r.Run.ID != receipt.Run.ID || r.Verdict == nil {
		t.Errorf("the run: %+v", r)
	}
	if r := u.Receipts[1]; r.Reason != "it holds no records" || r.Run != nil {
		t.Errorf("what can't be read: %+v", r)
	}
	s.must(s.UploadFailed(t.Context(), me, id, "too late"))
	if u := s.upload(id); u.Trouble != "" {
		t.Errorf("what ended fails: %+v", u)
	}
	// The verdict is told as it is now.
	s.treat(after(0.5))
	if v := s.upload(id).Receipts[0].Verdict; v == nil || v.Treatment == u.Receipts[0].Verdict.Treatment {
		t.Errorf("after another treatment: %+v", v)
	}
	if _, err := s.Upload(t.Context(), "you", id); !IsKind(err, NotFound) {
		t.Errorf("of another runner: %v", err)
	}
}

// What an attempt that was cut off took in was not known before.
func TestUploadAnswersForWhatWasCutOff(t *testing.T) {
	s := test(t, sqlitePlace(t)(t, options()))
	before, cut := s.record(newRun(after(-3), 5))[0], s.record(newRun(after(1), 5))[0]
	id := s.uploaded(before.Path, cut.Path)
	s.must(s.BeginUpload(t.Context(), me, id, cut.Batch))
	s.must(s.BeginUpload(t.Context(), me, id, "b99"))
	again := func(r analysis.Receipt) analysis.Receipt {
		r.Outcome, r.Reason, r.Batch = analysis.Duplicate, analysis.KnownAlready, "b99"
		return r
	}
	s.must(s.EndUpload(t.Context(), Upload{ID: id, Runner: me, Ended: new(after(2)), Receipts: []analysis.Receipt{again(before), again(cut), again(cut)}}))
	s.equal(outcomes(s.upload(id).Receipts), []analysis.Outcome{analysis.Duplicate, analysis.Added, analysis.Duplicate})
}

// What is kept of an answer may outlast what was fetched, so it says nothing
// of that.
func TestUploadKeepsNothingOfWhatWasFetched(t *testing.T) {
	s := test(t, sqlitePlace(t)(t, options()))
	receipt := s.record(newRun(after(1), 5))[0]
	receipt.Outcome, receipt.Reason = analysis.Merged, "same run as another, known from Strava"
	id := s.uploaded("run.fit")
	s.must(s.EndUpload(t.Context(), Upload{ID: id, Runner: me, Ended: new(after(2)), Receipts: []analysis.Receipt{receipt}}))
	var text string
	s.must(s.reader.QueryRow(`SELECT document FROM uploads`).Scan(&text))
	for _, word := range []string{"Strava", receipt.Run.ID} {
		if strings.Contains(text, word) {
			t.Errorf("it keeps %q: %s", word, text)
		}
	}
}

// Of very many files only the first are told one by one; all are counted.
func TestUploadOfVeryMany(t *testing.T) {
	s := test(t, sqlitePlace(t)(t, options()))
	id := s.uploaded("export.zip")
	receipts := make([]analysis.Receipt, mostReceipts+1)
	for i := range receipts {
		receipts[i] = analysis.Receipt{Path: "export.zip", Member: fmt.Sprint(i), Outcome: analysis.Failed, Reason: "x"}
	}
	s.must(s.EndUpload(t.Context(), Upload{ID: id, Runner: me, Ended: new(after(2)), Receipts: receipts}))
	if u := s.upload(id); len(u.Receipts) != mostReceipts || u.Counts[analysis.Failed] != mostReceipts+1 {
		t.Errorf("%d are told, %v counted", len(u.Receipts), u.Counts)
	}
}

func TestUploadsAreForgottenInTime(t *testing.T) {
	o := options()
	now := after(2)
	o.Now = func() time.Time { return now }
	s := test(t, sqlitePlace(t)(t, o))
	id := s.uploaded("a.fit")
	s.must(s.EndUpload(t.Context(), Upload{ID: id, Runner: me, Ended: &now}))
	s.must(s.AddUpload(t.Context(), Upload{ID: "waits", Runner: me, At: after(1)}))
	for _, c := range []struct {
		later time.Duration
		want  int
	}{{uploadsFor - time.Second, 2}, {uploadsFor, 1}} {
		now = after(2).Add(c.later)
		_, err := s.PurgeExpired(t.Context())
		s.must(err)
		if all, err := s.Uploads(t.Context(), me, 10); err != nil || len(all) != c.want {
			t.Errorf("after %v: %+v, %v", c.later, all, err)
		}
	}
}

// A backup has what people want to be told, but no uploads: their files aren't
// in it either.
func TestBackupOfMessagesAndUploads(t *testing.T) {
	p := sqlitePlace(t)
	s := test(t, p(t, options()))
	s.uploaded("a.fit")
	s.must(s.PutMessageWishes(t.Context(), me, MessageWishes{Digest: "daily"}))
	file := filepath.Join(t.TempDir(), "backup.db")
	s.must(s.Backup(t.Context(), file))
	b, err := Open(t.Context(), "sqlite:"+file, options())
	s.must(err)
	defer b.Close()
	if w, err := b.MessageWishes(t.Context(), me); err != nil || w.Digest != "daily" {
		t.Errorf("%+v, %v", w, err)
	}
	if all, err := b.Uploads(t.Context(), me, 10); err != nil || len(all) > 0 {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestMessageWishes(t *testing.T) {
	s := test(t, sqlitePlace(t)(t, options()))
	if w, err := s.MessageWishes(t.Context(), me); err != nil || !w.Wants(EventOutside) || w.Quiet != nil || w.Digest != "" {
		t.Errorf("before anything is said: %+v, %v", w, err)
	}
	for _, want := range []MessageWishes{
		{Without: []string{EventClear, EventSilent}, Quiet: &QuietHours{22 * time.Hour, 6*time.Hour + 30*time.Minute}, Digest: "weekly"},
		{Quiet: &QuietHours{}},
		{Digest: "off"},
	} {
		s.must(s.PutMessageWishes(t.Context(), me, want))
		got, err := s.MessageWishes(t.Context(), me)
		s.must(err)
		s.equal(got, want)
		if got.Wants(EventClear) == (len(want.Without) > 0) {
			t.Errorf("%+v wants %s: %v", got, EventClear, got.Wants(EventClear))
		}
	}
	for _, wrong := range []MessageWishes{
		{Without: []string{"everything"}}, {Digest: "hourly"}, {Quiet: &QuietHours{From: 24 * time.Hour}},
		{Quiet: &QuietHours{From: -time.Minute}}, {Quiet: &QuietHours{To: 90 * time.Second}},
	} {
		if err := s.PutMessageWishes(t.Context(), me, wrong); !IsKind(err, Invalid) {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
	if err := s.PutMessageWishes(t.Context(), "nobody", MessageWishes{}); !IsKind(err, NotFound) {
		t.Errorf("of nobody: %v", err)
	}
}
