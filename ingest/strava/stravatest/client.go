package stravatest

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
)

// Client reaches the stand-in under any address, without a network.
func (s *Server) Client() *http.Client { return &http.Client{Transport: Within(s)} }

// Within carries requests to a handler in the same process.
func Within(h http.Handler) http.RoundTripper { return within{h} }

type within struct{ handler http.Handler }

func (t within) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		body, err = io.ReadAll(r.Body)
		r.Body.Close()
		if err != nil {
			return nil, err
		}
	}
	// The handler sees its client go, as on a network.
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	in := r.Clone(ctx)
	in.Body, in.RequestURI, in.RemoteAddr = io.NopCloser(bytes.NewReader(body)), r.URL.RequestURI(), "192.0.2.1:1234"
	if in.Host == "" {
		in.Host = r.URL.Host
	}
	w := httptest.NewRecorder()
	done := make(chan bool, 1)
	go func() {
		cut := true
		defer func() {
			if problem := recover(); problem != nil && problem != http.ErrAbortHandler {
				panic(problem)
			}
			done <- cut
		}()
		t.handler.ServeHTTP(w, in)
		cut = false
	}()
	select {
	case cut := <-done:
		resp := w.Result()
		resp.Request = r
		if cut {
			resp.Body = io.NopCloser(io.MultiReader(resp.Body, broken{}))
		}
		return resp, nil
	case <-r.Context().Done():
		cancel()
		<-done
		return nil, r.Context().Err()
	}
}

// broken is the end of a body whose connection was cut.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
