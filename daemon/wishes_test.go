package daemon

import (
	"testing"
	"time"

	"needled/analysis"
	"needled/configs"
	"needled/daemon/notify"
	"needled/daemon/store"
)

// What a runner says of messages goes before the settings.
func TestWishesGoBeforeTheSettings(t *testing.T) {
	s := newStage(t, newReceiver(t).table("x"), "quiet = \"21:00-05:00\"\ndigest = \"daily\"\n")
	service := s.service()
	ctx := t.Context()
	wish := func(w store.MessageWishes) {
		s.Helper()
		s.must(service.Store.PutMessageWishes(ctx, "me", w))
	}
	for _, c := range []struct {
		wishes store.MessageWishes
		quiet  notify.Quiet
		digest configs.Digest
	}{
		{store.MessageWishes{}, notify.Quiet{From: 21 * time.Hour, To: 5 * time.Hour}, configs.Daily},
		{store.MessageWishes{Quiet: &store.QuietHours{From: time.Hour, To: 2 * time.Hour}, Digest: "weekly"}, notify.Quiet{From: time.Hour, To: 2 * time.Hour}, configs.Weekly},
		{store.MessageWishes{Quiet: &store.QuietHours{}, Digest: "off"}, notify.Quiet{}, configs.NoDigest},
	} {
		wish(c.wishes)
		quiet, err := service.quiet(ctx)
		if err != nil || quiet != c.quiet {
			t.Errorf("with %+v it is quiet %+v, %v", c.wishes, quiet, err)
		}
		digest, err := service.digest(ctx, "me")
		if err != nil || digest != c.digest {
			t.Errorf("with %+v a digest comes %s, %v", c.wishes, digest, err)
		}
	}
}

func TestMessagesThatAreNotWantedAreNotSent(t *testing.T) {
	messages := newReceiver(t)
	s := newStage(t, messages.table("x"), "quiet = \"off\"\n", "[daemon]\nlisten = \"127.0.0.1:0\"\n")
	service := s.service()
	s.must(service.Store.PutMessageWishes(t.Context(), "me", store.MessageWishes{Without: []string{store.EventClear}}))
	runner := analysis.Runner{Name: "me"}
	_, tell, why, err := service.message(t.Context(), runner, notify.Event{Kind: store.EventClear, Treatment: "t1"})
	if err != nil || tell || why != "messages of this kind are not wanted" {
		t.Errorf("what isn't wanted: %v, %q, %v", tell, why, err)
	}
	_, _, why, err = service.message(t.Context(), runner, notify.Event{Kind: store.EventOutside, Run: "k2345678"})
	if err != nil || why != "the run is gone" {
		t.Errorf("what is wanted: %q, %v", why, err)
	}
}

// A digest comes to who wants one, whatever the settings say.
func TestDigestByWish(t *testing.T) {
	for _, c := range []struct {
		setting, wish string
		want          int
	}{{"off", "daily", 1}, {"daily", "off", 0}, {"daily", "", 1}, {"off", "", 0}} {
		s := newStage(t, newReceiver(t).table("x"), "digest = \""+c.setting+"\"\n")
		s.now = func() time.Time { return time.Date(2026, 3, 4, 19, 0, 0, 0, time.UTC) }
		service := s.service()
		s.must(service.Store.PutMessageWishes(t.Context(), "me", store.MessageWishes{Digest: c.wish}))
		r, err := service.Store.Runner(t.Context(), "me")
		s.must(err)
		s.must(service.dueDigest(t.Context(), r))
		if events, err := service.Store.Events(t.Context(), "me", 10); err != nil || len(events) != c.want {
			t.Errorf("%+v: %+v, %v", c, events, err)
		}
	}
}

func TestMessagesForPages(t *testing.T) {
	messages := newReceiver(t)
	s := newStage(t, messages.table("hunter2"))
	service := siteService{s.service()}
	got, err := service.Messages(t.Context())
	if err != nil || got.Runner != "me" || len(got.Services) != 1 || got.QuietFrom != 22*time.Hour || got.QuietTo != 7*time.Hour || got.Digest != "off" || got.SilentDays != 3 {
		t.Errorf("%+v, %v", got, err)
	}
	tested := service.TestMessages(t.Context())
	if len(tested) != 1 || tested[0].Service != got.Services[0] || tested[0].Trouble != "" {
		t.Errorf("%+v", tested)
	}
	messages.next(t)
}
