package web

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strings"
)

// hosts are the names under which the site answers. A page of another site
// can have its own name point here (rebinding); under that name nothing is
// answered.
type hosts struct{ names map[string]bool }

func hostsOf(listen, public string) hosts {
	h := hosts{map[string]bool{"localhost": true}}
	if host, _, err := net.SplitHostPort(listen); err == nil && host != "" {
		h.names[strings.ToLower(host)] = true
	}
	if u, err := url.Parse(public); err == nil && public != "" {
		h.names[strings.ToLower(u.Hostname())] = true
	}
	if name, err := os.Hostname(); err == nil && name != "" {
		name = strings.ToLower(name)
		h.names[name], h.names[name+".local"] = true, true
	}
	return h
}

// knows says whether a request's host is one of the site's. Numeric addresses
// are nobody else's to point here.
func (h hosts) knows(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return true
	}
	return h.names[host]
}

// OfThisHost answers only under the site's own names.
func (s *Site) OfThisHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.hosts.knows(r.Host) {
			secureHeaders(w.Header())
			if isAPI(r) {
				writeError(w, errHost)
			} else {
				http.Error(w, errHost.text, errHost.status)
			}
			return
		}
		next.ServeHTTP(w, r)
	})
}

// forwardedBy are the headers by which proxies tell that a request is another's.
var forwardedBy = []string{"Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip"}

// NotForwarded answers nobody who comes through a proxy, which shows by
// the proxy's headers or by the site's public name.
func (s *Site) NotForwarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.forwarded(r) {
			secureHeaders(w.Header())
			http.NotFound(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Site) forwarded(r *http.Request) bool {
	for _, name := range forwardedBy {
		if r.Header.Get(name) != "" {
			return true
		}
	}
	public, err := url.Parse(s.URL)
	if s.URL == "" || err != nil {
		return false
	}
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.EqualFold(strings.TrimSuffix(host, "."), public.Hostname())
}

// loopback says whether an address to listen at can be reached from this
// machine only.
func loopback(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}

// from is the address a request comes from: behind a proxy on this machine,
// the one that the proxy tells.
func (s *Site) from(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	a, err := netip.ParseAddr(host)
	if s.URL == "" || err != nil || !a.IsLoopback() {
		return host
	}
	told := r.Header.Values("X-Forwarded-For")
	if len(told) == 0 {
		return host
	}
	// The last is the one that the nearest proxy saw for itself.
	list := strings.Split(told[len(told)-1], ",")
	last := strings.TrimSpace(list[len(list)-1])
	if _, err := netip.ParseAddr(last); err != nil {
		return host
	}
	return last
}
