package strava

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"sync"
	"time"

	"needled/ingest"
)

// Config names an application of Strava's API and where Strava is.
type Config struct {
	ClientID, ClientSecret string

	AuthURL   string // where a runner gives leave, in a browser
	TokenURL  string // where tokens are had and renewed
	RevokeURL string // where they are given back
	APIURL    string // what the paths of the API are below
}

// App is an application of Strava's API at work.
type App struct {
	Config
	HTTP    *http.Client // how Strava is reached; nil: NewClient
	Ledger  Ledger       // what is spent of the limits
	Now     func() time.Time
	Version string // of needled, told to Strava; "" leaves it out

	started sync.Once
	base    *http.Client // HTTP or what stands for it
}

// Token is a pair of keys to a runner's activities. Its refresh token works
// once: what comes for it takes its place.
type Token struct {
	Access  string    `json:"access"`
	Refresh string    `json:"refresh"`
	Expires time.Time `json:"expires"` // of the access token
}

// Account is a runner's connection to Strava as it is kept.
type Account struct {
	Athlete    int64  // Strava's number of the runner
	Scopes     string // what the runner gave leave to, comma-separated
	Token      Token
	Generation int64      // one more with every Token that took the place of another
	Connected  time.Time  // when the runner gave leave; it names the connection
	SweptFrom  *time.Time // the start of what was read to its end and kept up since; nil: nothing yet
}

// ErrNotConnected is the answer of a Vault that has no connection of a runner.
var ErrNotConnected = errors.New("not connected to Strava; `needled connect strava` does it")

// ErrReplaced is the answer of a Vault or a Shelf to what belongs to a
// connection, or a token, that is the runner's no more: they disconnected
// meanwhile, or connected anew.
var ErrReplaced = errors.New("the connection to Strava is another by now, or none")

// Vault keeps the connections, their tokens sealed. Every method is durable
// before it returns.
type Vault interface {
	// Account is the runner's connection, or ErrNotConnected.
	Account(ctx context.Context, runner string) (Account, error)
	// BeginRotation takes the lease on the runner's token until an instant.
	// ok is false when another holds it or the generation has moved on; the
	// account is then as it stands.
	BeginRotation(ctx context.Context, runner string, generation int64, until time.Time) (ok bool, current Account, err error)
	// EndRotation puts the next token in place of that generation, counts it up,
	// and frees the lease; nil only frees it. A token is refused with
	// ErrReplaced where that generation is gone.
	EndRotation(ctx context.Context, runner string, generation int64, next *Token) error
	// Swept notes Account.SweptFrom of the connection made at an instant, or
	// refuses with ErrReplaced.
	Swept(ctx context.Context, runner string, connected, from time.Time) error
	// Forget removes the connection with all that was fetched through it and
	// is pending, at once. With needs, which tells a person what to do, it
	// keeps with that that the source needs them.
	Forget(ctx context.Context, runner, needs string) error
}

// Fetched is an activity that was fetched and is still kept.
type Fetched struct {
	Key      string
	Run      string // its ID here
	Start    time.Time
	Fetched  time.Time
	Expires  time.Time
	Lasting  bool // a recording that may stay tells of the same run
	Document []byte
}

// Pending is something to look at again for a runner: an activity whose
// samples were not ready, or a doubt of Sync's own.
type Pending struct {
	Key      string
	Attempts int
	Due      time.Time
}

// Shelf is where fetched activities are kept. Every method is durable before
// it returns.
type Shelf interface {
	// Fetched lists the runner's fetched activities that started at or after
	// an instant and have not expired.
	Fetched(ctx context.Context, runner string, since time.Time) ([]Fetched, error)
	// Take takes documents in, as an ingest of the runner's, that came through
	// the connection made at an instant, or refuses them with ErrReplaced.
	// Those of a key known already take its place.
	Take(ctx context.Context, runner string, connected time.Time, items iter.Seq[ingest.Item]) error
	// Remove removes what was fetched under the keys, of which there is at
	// least one.
	Remove(ctx context.Context, runner string, keys []string) error

	Pending(ctx context.Context, runner string) ([]Pending, error)
	// PutPending refuses with ErrReplaced where there is no connection.
	PutPending(ctx context.Context, runner string, p Pending) error
	RemovePending(ctx context.Context, runner, key string) error
}

// Ledger keeps what is spent of an application's limits, for all processes
// that use it and across restarts.
type Ledger interface {
	// UpdateBudget changes what is kept for the application, in one
	// transaction: change gets what is there (nil at first) and returns what
	// is to be.
	UpdateBudget(ctx context.Context, clientID string, change func(kept []byte) ([]byte, error)) error
}

// Span is a stretch of time; To is open-ended where it is zero.
type Span struct{ From, To time.Time }

// Request says what a Sync is to look at.
type Request struct {
	// Recoveries are the runner's, at least those that reach into the last
	// seven days: the runs that started in them are judged, so their samples
	// are fetched.
	Recoveries []Span
	// Baseline is the start of what an open recovery is compared with, to
	// which the window then reaches back; nil without one.
	Baseline *time.Time
	// Since makes the window reach back farther, for once.
	Since *time.Time
}

// State says how a source does, in the words people read in status.
type State string

const (
	OK       State = "ok"
	Waiting  State = "waiting"   // it goes on by itself
	NeedsYou State = "needs-you" // a person has to do something, which Detail says
	Off      State = "off"       // not connected
)

// Result is what a Sync came to.
type Result struct {
	State  State
	Detail string     // for people: what is wrong and what to do, or a plain account when all is well; then the Notes
	Until  *time.Time // Waiting: not before then; nil leaves it to the caller
	Again  *time.Time // when samples that were not ready are due; nil: none are
	Ended  bool       // the connection is at an end: it was removed with all that came through it

	Lists, Streams int      // reads of the API spent, by what they asked for
	Listed         int      // activities Strava told of in the window
	Taken          int      // documents handed to the Shelf, new, changed or renewed
	Removed        int      // gone from Strava and removed here
	Notes          []string // what was odd and how it was settled, in sentences
}
