package web

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"strings"

	"needled/daemon/secret"
	"needled/daemon/store"
)

// program is somebody's script, which has a token of theirs. Whatever it is
// answered is held against the API's description.
type program struct {
	*stage
	token string
}

// program gives somebody a token.
func (st *stage) program(p store.Person, kind store.TokenKind) program {
	st.Helper()
	text, _ := st.tokenOf(p, kind)
	return program{st, text}
}

func (st *stage) tokenOf(p store.Person, kind store.TokenKind) (string, store.Token) {
	st.Helper()
	text := secret.NewToken()
	t, err := st.store.AddToken(context.Background(), store.Token{Hash: sha256.Sum256([]byte(text)), Person: p.ID, Kind: kind, Name: "script"})
	st.must(err)
	return text, t
}

// do asks for something; headers are "Name: value".
func (p program) do(method, path, body string, headers ...string) answer {
	p.Helper()
	r, err := http.NewRequest(method, p.server.URL+path, strings.NewReader(body))
	p.must(err)
	if p.token != "" {
		r.Header.Set("Authorization", "Bearer "+p.token)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
		if name == "Host" {
			r.Host = value
		}
	}
	a := p.nobody().do(r)
	p.described(r, body, a)
	return a
}

func (p program) get(path string, headers ...string) answer {
	p.Helper()
	return p.do(http.MethodGet, path, "", headers...)
}

// is fails unless the answer has that status, and holds the words.
func (a answer) is(st *stage, status int, words ...string) answer {
	st.Helper()
	if a.status != status {
		st.Errorf("answered %d, want %d: %s", a.status, status, a.body)
	}
	for _, w := range words {
		if !strings.Contains(a.body, w) {
			st.Errorf("without %q: %s", w, a.body)
		}
	}
	return a
}

// fields reads an answer that is an object.
func (a answer) fields(st *stage) map[string]any {
	st.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(a.body), &m); err != nil {
		st.Fatalf("no object: %v: %s", err, a.body)
	}
	return m
}

// items reads an answer that is a list.
func (a answer) items(st *stage) []map[string]any {
	st.Helper()
	var all []map[string]any
	if err := json.Unmarshal([]byte(a.body), &all); err != nil {
		st.Fatalf("no list: %v: %s", err, a.body)
	}
	return all
}
