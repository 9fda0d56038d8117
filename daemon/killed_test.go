package daemon

import (
	"testing"
	"time"
)

// What a daemon that was killed was working on, the next one does at once. What
// another version has seen of the folders it forgets.
func TestStartAfterAKill(t *testing.T) {
	s := newStage(t)
	service := s.service()
	s.granted(service)
	s.must(service.schedule(t.Context()))
	held, err := service.Store.ClaimJobs(t.Context(), time.Now(), time.Now().Add(time.Hour), nil, 9)
	if err != nil || len(held) == 0 {
		t.Fatalf("%+v, %v", held, err)
	}
	s.must(service.Store.See(t.Context(), "me", []string{"another file:a", service.seenMark("file:b")}))
	s.run()
	s.log.wait(t, "asked Strava", 1)
	if other, err := service.Store.Seen(t.Context(), "me", "another file:a"); other || err != nil {
		t.Errorf("seen by another version: %v, %v", other, err)
	}
	if !service.known(t.Context(), "me", "file:b") {
		t.Error("what this version has seen is forgotten")
	}
}
