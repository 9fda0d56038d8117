package web

import (
	"context"
	"crypto/sha256"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"needled/analysis"
	"needled/configs"
	"needled/daemon/secret"
	"needled/daemon/store"
)

// stage is a site on a store of its own, at a time of its own, with whom it
// takes to try it.
type stage struct {
	*testing.T
	site    *Site
	store   *store.Store
	file    string // of the store; "" where no test asks
	server  *httptest.Server
	service *fakeService
	mu      sync.Mutex
	clock   time.Time
}

var stageTime = time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)

func newStage(t *testing.T) *stage {
	t.Helper()
	return stageOn(t, filepath.Join(t.TempDir(), "needled.db"))
}

// stageOn is a stage on a store that is kept in a file.
func stageOn(t *testing.T, file string) *stage {
	t.Helper()
	st := &stage{T: t, clock: stageTime, service: &fakeService{}}
	protocol := configs.DefaultProtocol()
	kept, err := store.Open(t.Context(), "sqlite:"+file, store.Options{Protocol: protocol, Zone: time.UTC, Now: st.now})
	st.must(err)
	st.store = kept
	st.server = httptest.NewUnstartedServer(nil)
	st.site = New(Parts{Store: kept, Service: st.service, Protocol: protocol, Default: protocol, Units: analysis.Metric, Zone: time.UTC,
		Listen: st.server.Listener.Addr().String(), Now: st.now, Log: zerolog.New(zerolog.NewTestWriter(t)), Version: "test"})
	st.server.Config.Handler = st.site.Handler()
	st.server.Start()
	t.Cleanup(func() {
		st.server.Close()
		st.must(kept.Close())
	})
	return st
}

func (st *stage) now() time.Time {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.clock
}

func (st *stage) after(d time.Duration) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.clock = st.clock.Add(d)
}

func (st *stage) must(err error) {
	st.Helper()
	if err != nil {
		st.Fatal(err)
	}
}

// password is everybody's.
const password = "correct horse battery"

// person joins by an invitation: a runner of that name where as is "".
func (st *stage) person(name string, as store.Link) store.Person {
	st.Helper()
	ctx := context.Background()
	hashed, err := secret.HashPassword(password)
	st.must(err)
	token := secret.NewToken()
	as.Hash, as.Name, as.Created, as.Expires = sha256.Sum256([]byte(token)), name, st.now(), st.now().Add(time.Hour)
	if as.Kind == "" {
		as.Kind = store.LinkInvite
	}
	st.must(st.store.AddLink(ctx, as))
	use := store.Use{Name: name, Login: strings.ToLower(name) + "@example.org", Password: hashed}
	if as.AsRunner && as.Runner == "" {
		use.Runner = strings.ToLower(name)
	}
	p, err := st.store.UseLink(ctx, as.Hash, st.now(), use)
	st.must(err)
	return p
}

func (st *stage) admin(name string) store.Person {
	st.Helper()
	return st.person(name, store.Link{Kind: store.LinkSetup, Admin: true})
}
func (st *stage) clinician(name string) store.Person {
	st.Helper()
	return st.person(name, store.Link{Clinician: true})
}
func (st *stage) runner(name string) store.Person {
	st.Helper()
	return st.person(name, store.Link{AsRunner: true})
}

// grant lets a clinician see a runner's data.
func (st *stage) grant(runner, clinician store.Person) {
	st.Helper()
	st.must(st.store.Grant(context.Background(), runner.Runner, clinician.ID, st.now()))
}

// browser is somebody's, with cookies; it doesn't follow redirects.
type browser struct {
	*stage
	client *http.Client
}

// nobody isn't signed in.
func (st *stage) nobody() *browser {
	return &browser{st, &http.Client{Jar: jar{}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// jar keeps the cookies of a site by name. It doesn't look at the clock, which
// is another on a stage.
type jar map[string]*http.Cookie

func (j jar) SetCookies(_ *url.URL, cookies []*http.Cookie) {
	for _, c := range cookies {
		if j[c.Name] = c; c.Value == "" {
			delete(j, c.Name)
		}
	}
}

func (j jar) Cookies(*url.URL) []*http.Cookie { return slices.Collect(maps.Values(j)) }

// as signs somebody in, by a session of theirs.
func (st *stage) as(p store.Person) *browser {
	st.Helper()
	// The browser drops cookies by the clock on the wall, whatever time it is here.
	token, expires := secret.NewToken(), time.Now().Add(runnerStays)
	data, err := st.site.sessions.Codec.Encode(expires, map[string]any{personKey: p.ID})
	st.must(err)
	st.must(st.store.PutSession(context.Background(), hashOf(token), p.ID, data, expires))
	b := st.nobody()
	at, err := url.Parse(st.server.URL)
	st.must(err)
	b.client.Jar.SetCookies(at, []*http.Cookie{{Name: st.site.sessions.Cookie.Name, Value: token, Path: "/"}})
	return b
}

// answer is what came back.
type answer struct {
	status int
	body   string
	header http.Header
}

func (b *browser) do(r *http.Request) answer {
	b.Helper()
	response, err := b.client.Do(r)
	b.must(err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	b.must(err)
	return answer{response.StatusCode, string(body), response.Header}
}

func (b *browser) get(path string) answer {
	b.Helper()
	r, err := http.NewRequest(http.MethodGet, b.server.URL+path, nil)
	b.must(err)
	return b.do(r)
}

func (b *browser) post(path string, values url.Values) answer {
	b.Helper()
	r, err := http.NewRequest(http.MethodPost, b.server.URL+path, strings.NewReader(values.Encode()))
	b.must(err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(r)
}
