package web

import (
	"context"
	"errors"
	"io"
	"iter"
	"net/url"
	"time"

	"needled/analysis"
	"needled/daemon/store"
)

// Service is what the pages ask of the service they are part of.
type Service interface {
	// Sources are how a runner's sources do.
	Sources(ctx context.Context, runner string) ([]store.Source, error)
	// Track reads the samples of a recording from its original.
	Track(r store.Recording, original []byte) (analysis.Track, error)
	// LookNow has all sources of a runner looked at soon.
	LookNow(ctx context.Context, runner string) error

	// TakeUpload keeps files that were given for a runner, all of them or none,
	// durably before it returns, and has them taken in soon. It reads each file
	// to its end before it asks for the next; what files yields as an error ends
	// it, and is its error. The error is ErrNoRoom where they don't fit on the
	// disk, and Invalid where there is no file.
	TakeUpload(ctx context.Context, runner string, files iter.Seq2[Uploaded, error]) (id string, err error)
	// Upload is how far an upload of a runner's is, or NotFound. What became of
	// each file is told as it is now: its run, its verdict.
	Upload(ctx context.Context, runner, id string) (store.Upload, error)
	// AwaitUpload is Upload once all of it was taken in; when ctx ends first, how
	// far it is by then.
	AwaitUpload(ctx context.Context, runner, id string) (store.Upload, error)

	// StravaAddress is where a runner is asked for leave to read their
	// activities; "" where the operator has entered no application of Strava's.
	// redirect is where the answer goes, with the state.
	StravaAddress(redirect, state string) string
	// ConnectStrava settles the answer that came back, and has the runner's
	// activities fetched soon. warning says what needled won't see, "" when it
	// sees all. An error of *RefusedError is for the runner: nothing was
	// connected.
	ConnectStrava(ctx context.Context, runner, redirect string, answer url.Values) (warning string, err error)
	// DisconnectStrava gives the leave back and removes what came through it.
	// note says what is left for the runner to do, "" for nothing.
	DisconnectStrava(ctx context.Context, runner string) (note string, err error)

	// Messages is where messages go, and what the settings say of them.
	Messages(ctx context.Context) (Messages, error)
	// TestMessages sends a test to every service, and says how each took it.
	TestMessages(ctx context.Context) []TestedMessage
}

// Uploaded is a file that somebody gave.
type Uploaded struct {
	Name    string // as it was called there; only its last part is kept, cleaned
	Content io.Reader
}

// ErrNoRoom says that the disk is full.
var ErrNoRoom = errors.New("there is no room left on the disk of the machine needled runs on")

var (
	// ErrManyUploads says that as many uploads of a runner's are under way as may
	// be at once.
	ErrManyUploads = errors.New("too many uploads are under way for this runner")
	// ErrManyWaiting says that too much waits to be taken in for a runner.
	ErrManyWaiting = errors.New("too much waits to be taken in for this runner")
)

// RefusedError is why something was not done, in a sentence for whoever asked
// for it.
type RefusedError struct{ Text string }

func (e *RefusedError) Error() string { return e.Text }

// Messages is where messages go, and what the settings say of them.
type Messages struct {
	Services   []string // short names, which give no address away
	Runner     string   // whose messages they get
	QuietFrom  time.Duration
	QuietTo    time.Duration // both since midnight; alike for no such time
	Digest     string        // off, daily, weekly
	SilentDays int           // 0: silence isn't told
}

// TestedMessage is how a service took a test.
type TestedMessage struct {
	Service string
	Trouble string // "" where it arrived
}
