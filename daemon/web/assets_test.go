package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// Pages name their assets by a version, under which they may be kept for good;
// by another, or none, they are asked for again.
func TestAssetsCarryTheirVersion(t *testing.T) {
	st := newStage(t)
	page := st.nobody().get("/login").body
	names := regexp.MustCompile(`"(/assets/[^"]+)"`).FindAllStringSubmatch(page, -1)
	if len(names) < 2 {
		t.Fatalf("the page names %v: %s", names, page)
	}
	for _, name := range names {
		plain, tag, found := strings.Cut(name[1], "?v=")
		if !found || tag != assetTag {
			t.Errorf("%s has no version", name[1])
		}
		for path, lasts := range map[string]bool{name[1]: true, plain: false, plain + "?v=other": false, "/assets/report.css?v=" + assetTag: true, "/assets/report.css": false} {
			a := st.nobody().get(path)
			if got := strings.Contains(a.header.Get("Cache-Control"), "immutable"); a.status != http.StatusOK || got != lasts {
				t.Errorf("%s: %d, %q", path, a.status, a.header.Get("Cache-Control"))
			}
		}
	}
}
