package web

import (
	"context"
	"errors"
	"io"
	"iter"
	"net/url"
	"slices"

	"needled/analysis"
	"needled/daemon/store"
)

// fakeService does what a test says, and notes what it was asked.
type fakeService struct {
	list []store.Source

	looked  []string // runners whose sources were to be looked at
	noRoom  bool
	refuses error                        // what is answered to files
	taken   map[string]map[string]string // by upload: the files, by name
	uploads map[string]store.Upload

	strava       bool // an application is there
	refusal      string
	warning      string
	answers      []url.Values
	disconnected []string
	note         string

	messages Messages
	tested   []TestedMessage
}

func (f *fakeService) Sources(context.Context, string) ([]store.Source, error) { return f.list, nil }
func (f *fakeService) Track(store.Recording, []byte) (analysis.Track, error) {
	return analysis.Track{}, errors.New("no original here")
}

func (f *fakeService) LookNow(_ context.Context, runner string) error {
	f.looked = append(f.looked, runner)
	return nil
}

func (f *fakeService) TakeUpload(_ context.Context, runner string, files iter.Seq2[Uploaded, error]) (string, error) {
	got := map[string]string{}
	for file, err := range files {
		if err != nil {
			return "", err
		}
		content, err := io.ReadAll(file.Content)
		if err != nil {
			return "", err
		}
		got[file.Name] = string(content)
	}
	switch {
	case f.refuses != nil:
		return "", f.refuses
	case f.noRoom:
		return "", ErrNoRoom
	case len(got) == 0:
		return "", &store.Error{Kind: store.Invalid, Text: "no file was given"}
	}
	if f.taken == nil {
		f.taken = map[string]map[string]string{}
	}
	f.taken["u1"] = got
	return "u1", nil
}

func (f *fakeService) Upload(_ context.Context, runner, id string) (store.Upload, error) {
	if u, ok := f.uploads[id]; ok && u.Runner == runner {
		return u, nil
	}
	return store.Upload{}, &store.Error{Kind: store.NotFound, Text: "no such upload"}
}

func (f *fakeService) AwaitUpload(ctx context.Context, runner, id string) (store.Upload, error) {
	return f.Upload(ctx, runner, id)
}

func (f *fakeService) StravaAddress(redirect, state string) string {
	if !f.strava {
		return ""
	}
	return "https://strava.test/oauth/authorize?" + url.Values{"redirect_uri": {redirect}, "state": {state}}.Encode()
}

func (f *fakeService) ConnectStrava(_ context.Context, _, _ string, answer url.Values) (string, error) {
	f.answers = append(f.answers, answer)
	if f.refusal != "" {
		return "", &RefusedError{f.refusal}
	}
	return f.warning, nil
}

func (f *fakeService) DisconnectStrava(_ context.Context, runner string) (string, error) {
	f.disconnected = append(f.disconnected, runner)
	return f.note, nil
}

func (f *fakeService) Messages(context.Context) (Messages, error) { return f.messages, nil }
func (f *fakeService) TestMessages(context.Context) []TestedMessage {
	return slices.Clone(f.tested)
}
