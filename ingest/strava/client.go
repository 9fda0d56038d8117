package strava

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	wholeAnswer = 60 * time.Second // from the request to the last byte of the answer
	largest     = 32 << 20         // bytes of an answer; the samples of a day take a fifth
)

// NewClient is an HTTP client that waits for nothing longer than it should.
func NewClient() *http.Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Client{Transport: &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    10 * time.Second,
		ResponseHeaderTimeout:  30 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
		IdleConnTimeout:        30 * time.Second,
		MaxIdleConns:           4,
	}}
}

// client is what all requests go through: it names needled and follows no
// redirect to another host, which would get the tokens.
func (a *App) client() *http.Client {
	a.started.Do(func() {
		a.base = a.HTTP
		if a.base == nil {
			a.base = NewClient()
		}
	})
	name := strings.TrimSuffix("needled/"+a.Version, "/")
	c := http.Client{Timeout: wholeAnswer, Transport: named{a.base.Transport, name}}
	c.CheckRedirect = func(next *http.Request, before []*http.Request) error {
		first := before[0].URL
		if next.URL.Host != first.Host || next.URL.Scheme != first.Scheme || len(before) > 3 {
			return http.ErrUseLastResponse
		}
		return nil
	}
	return &c
}

// named puts the name of the program on requests.
type named struct {
	base http.RoundTripper
	name string
}

func (n named) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("User-Agent", n.name)
	if n.base == nil {
		return http.DefaultTransport.RoundTrip(r)
	}
	return n.base.RoundTrip(r)
}

// get reads a path of the API for a runner. doing says what for, as in
// "listing activities". It spends one read.
func (a *App) get(ctx context.Context, access, doing, path string, query url.Values, use use) ([]byte, error) {
	r, err := a.request(ctx, http.MethodGet, path, query)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+access)
	window, err := a.reserve(ctx, doing, use)
	if err != nil {
		return nil, err
	}
	status, header, body, err := a.do(r, doing)
	if err != nil {
		return nil, err
	}
	until, err := a.settle(ctx, window, status, header)
	if err != nil {
		return nil, err
	}
	if status == http.StatusTooManyRequests {
		return nil, &Error{Fault: RateLimited, Doing: doing, Status: status, Until: until}
	}
	return body, answered(doing, status, body)
}

func (a *App) request(ctx context.Context, method, path string, query url.Values) (*http.Request, error) {
	address := strings.TrimSuffix(a.APIURL, "/") + path
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	r, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return nil, &Error{Fault: WrongAddress, Doing: "reading the address of Strava's API"}
	}
	r.Header.Set("Accept", "application/json")
	return r, nil
}

// do sends a request and reads its answer whole. An error is an *Error, or the
// cause that ended the context.
func (a *App) do(r *http.Request, doing string) (status int, header http.Header, body []byte, err error) {
	resp, err := a.client().Do(r)
	if err != nil {
		return 0, nil, nil, unreachable(r.Context(), doing, err)
	}
	defer resp.Body.Close()
	body, err = io.ReadAll(io.LimitReader(resp.Body, largest+1))
	switch {
	case err != nil:
		return 0, nil, nil, unreachable(r.Context(), doing, err)
	case len(body) > largest:
		return 0, nil, nil, &Error{Fault: Malformed, Doing: doing, Reason: "it is larger than any should be"}
	}
	return resp.StatusCode, resp.Header, body, nil
}

// unreachable tells why there was no whole answer. What the HTTP library says
// holds the address asked, which may hold a secret, so only its cause is told.
func unreachable(ctx context.Context, doing string, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	e := &Error{Fault: Unreachable, Doing: doing, Reason: "the connection failed"}
	var timeout interface{ Timeout() bool }
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns):
		e.Reason = "its address can't be looked up; is this machine online?"
	case errors.As(err, &timeout) && timeout.Timeout():
		e.Reason = "it doesn't answer in time"
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		e.Reason = "the connection was cut"
	default:
		if op := new(net.OpError); errors.As(err, &op) {
			e.Reason = "the connection failed: " + op.Err.Error()
		}
	}
	return e
}
