package web

import (
	"net/http"
	"strings"
)

// policy is what a page of needled may do: nothing that isn't its own.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'"

func secureHeaders(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "geolocation=(), camera=(), microphone=()")
	h.Set("Cache-Control", "no-store")
}

// httpsOnly has a browser ask by https alone, for as long as it has been here
// within a year.
const httpsOnly = "max-age=31536000"

// secured sends the headers that keep others out with every answer.
func (s *Site) secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secureHeaders(w.Header())
		if strings.HasPrefix(s.URL, "https://") { // browsers heed it by https only
			w.Header().Set("Strict-Transport-Security", httpsOnly)
		}
		next.ServeHTTP(w, r)
	})
}
