package web

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"needled/analysis"
	"needled/daemon/store"
)

// filesForm writes files as a browser does that has several chosen.
func filesForm(files ...[2]string) (body *bytes.Buffer, kind string) {
	body = &bytes.Buffer{}
	w := multipart.NewWriter(body)
	for _, f := range files {
		part, _ := w.CreateFormFile("file", f[0])
		_, _ = io.WriteString(part, f[1])
	}
	_ = w.Close()
	return body, w.FormDataContentType()
}

func (b *browser) upload(files ...[2]string) answer {
	b.Helper()
	return b.send(filesForm(files...))
}

func (b *browser) send(body io.Reader, kind string) answer {
	b.Helper()
	r, err := http.NewRequest(http.MethodPost, b.server.URL+"/sources/upload", body)
	b.must(err)
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(r)
}

func TestUploadTakesSeveralFilesAtOnce(t *testing.T) {
	st := newStage(t)
	b := st.as(st.runner("Robin"))
	a := b.upload([2]string{"morning.fit", "one"}, [2]string{"export.zip", "two"})
	if a.status != http.StatusSeeOther || a.header.Get("Location") != "/sources/uploads/u1" {
		t.Fatalf("it answers %d, to %q: %s", a.status, a.header.Get("Location"), a.body)
	}
	if got := fmt.Sprint(st.service.taken["u1"]); got != "map[export.zip:two morning.fit:one]" {
		t.Errorf("taken: %s", got)
	}
}

func TestUploadThatCannotBe(t *testing.T) {
	large := strings.Repeat("x", 20<<10)
	for name, c := range map[string]struct {
		send   func(*browser) answer
		status int
		says   string
	}{
		"nothing chosen": {func(b *browser) answer { return b.upload([2]string{"", ""}) }, 422, "No file came"},
		"no form":        {func(b *browser) answer { return b.send(strings.NewReader("x"), "text/plain") }, 422, "No file came"},
		"too large, as announced": {func(b *browser) answer { return b.upload([2]string{"a.fit", strings.Repeat("x", 300<<10)}) },
			413, "At most 10 kB can be sent at once. Nothing was taken in."},
		"too large, unannounced": {func(b *browser) answer {
			body, kind := filesForm([2]string{"a.fit", strings.Repeat("x", 300<<10)})
			return b.send(struct{ io.Reader }{body}, kind)
		}, 413, "That is too much at once"},
		"too many": {func(b *browser) answer {
			return b.upload(make2001()...)
		}, 422, "More than 2000 files at once"},
		"cut off": {func(b *browser) answer {
			body, kind := filesForm([2]string{"a.fit", large[:100]})
			return b.send(bytes.NewReader(body.Bytes()[:body.Len()-60]), kind)
		}, 400, "The files didn’t arrive whole"},
		"a full disk": {func(b *browser) answer {
			b.service.noRoom = true
			return b.upload([2]string{"a.fit", "x"})
		}, 507, "There is no room for that"},
		"while two others are under way": {func(b *browser) answer {
			b.service.refuses = ErrManyUploads
			return b.upload([2]string{"a.fit", "x"})
		}, 429, "Two uploads of yours are under way already."},
		"while much waits": {func(b *browser) answer {
			b.service.refuses = ErrManyWaiting
			return b.upload([2]string{"a.fit", "x"})
		}, 507, "waits to be taken in"},
	} {
		t.Run(name, func(t *testing.T) {
			st := newStage(t)
			st.site.MostUpload = 10 << 10
			b := st.as(st.runner("Robin"))
			if name == "too many" {
				st.site.MostUpload = 10 << 20
			}
			a := c.send(b)
			if a.status != c.status || !strings.Contains(a.body, c.says) {
				t.Errorf("%d: %s", a.status, a.body)
			}
			if len(st.service.taken) > 0 {
				t.Errorf("something was taken: %v", st.service.taken)
			}
		})
	}
}

func make2001() [][2]string {
	all := make([][2]string, 2001)
	for i := range all {
		all[i] = [2]string{fmt.Sprintf("%d.fit", i), ""}
	}
	return all
}

// A connection that breaks in the middle leaves nothing, and the site goes on.
func TestUploadThatBreaksOff(t *testing.T) {
	st := newStage(t)
	b := st.as(st.runner("Robin"))
	r, err := http.NewRequest(http.MethodGet, b.server.URL, nil)
	st.must(err)
	c, err := net.Dial("tcp", b.server.Listener.Addr().String())
	st.must(err)
	cookie := b.client.Jar.Cookies(r.URL)[0]
	body, kind := filesForm([2]string{"a.fit", strings.Repeat("x", 64<<10)})
	fmt.Fprintf(c, "POST /sources/upload HTTP/1.1\r\nHost: %s\r\nCookie: %s=%s\r\nSec-Fetch-Site: same-origin\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n",
		r.URL.Host, cookie.Name, cookie.Value, kind, body.Len())
	_, err = c.Write(body.Bytes()[:body.Len()/2])
	st.must(err)
	st.must(c.Close())
	st.server.CloseClientConnections() // waits for nothing: the handler may still see the end
	if a := b.get("/sources"); a.status != http.StatusOK {
		t.Errorf("afterwards: %d", a.status)
	}
	if len(st.service.taken) > 0 {
		t.Errorf("something was taken: %v", st.service.taken)
	}
}

// The site's own time for a request doesn't end an upload that goes on.
func TestSlowUploadGoesOn(t *testing.T) {
	st := newStage(t)
	st.server.Close()
	st.server = httptest.NewUnstartedServer(st.site.Handler())
	st.server.Config.ReadTimeout = 50 * time.Millisecond
	st.server.Start()
	b := st.as(st.runner("Robin"))
	body, kind := filesForm([2]string{"a.fit", strings.Repeat("x", 64<<10)})
	slow, w := io.Pipe()
	go func() {
		for chunk := body.Next(16 << 10); len(chunk) > 0; chunk = body.Next(16 << 10) {
			_, _ = w.Write(chunk)
			time.Sleep(30 * time.Millisecond)
		}
		w.Close()
	}()
	if a := b.send(slow, kind); a.status != http.StatusSeeOther {
		t.Errorf("%d: %s", a.status, a.body)
	}
}

func TestUploadedTellsWhatBecameOfEachFile(t *testing.T) {
	st := newStage(t)
	robin := st.runner("Robin")
	b := st.as(robin)
	waiting := store.Upload{ID: "u1", Runner: "robin", At: st.now(), Files: []string{"<script>.fit", "b.zip"}}
	st.service.uploads = map[string]store.Upload{"u1": waiting}
	a := b.get("/sources/uploads/u1")
	if a.status != http.StatusOK || a.header.Get("Refresh") != "2" || !strings.Contains(a.body, "&lt;script&gt;.fit") || strings.Contains(a.body, "<script>.fit") {
		t.Errorf("while it waits: %d, refresh %q: %s", a.status, a.header.Get("Refresh"), a.body)
	}

	waiting.Trouble = "They could not be taken in just now."
	st.service.uploads["u1"] = waiting
	if a := b.get("/sources/uploads/u1"); !strings.Contains(a.body, waiting.Trouble) {
		t.Errorf("trouble isn't told: %s", a.body)
	}

	done := waiting
	done.Ended, done.Trouble, done.Batch = new(st.now()), "", "b7"
	done.Counts = map[analysis.Outcome]int{analysis.Added: 1, analysis.Failed: 1, analysis.Ignored: 12}
	run := analysis.Run{ID: "k2345678", Runner: "robin", Sport: analysis.Running, Start: st.now().Add(-time.Hour), DistanceM: new(4900.0), MovingS: new(1700.0)}
	done.Receipts = []analysis.Receipt{
		{Path: "a.fit", Outcome: analysis.Added, Run: &run, Verdict: &analysis.Verdict{Level: analysis.Violation}},
		{Path: "b.zip", Member: "<b>x</b>.fit", Outcome: analysis.Failed, Reason: "it has no records <i>"},
	}
	st.service.uploads["u1"] = done
	a = b.get("/sources/uploads/u1")
	for _, want := range []string{"1 added, 1 that can&#39;t be read, 12 that are no activities", `href="/runs/k2345678"`, "4.9 km", "outside",
		"b.zip: &lt;b&gt;x&lt;/b&gt;.fit", "Can&#39;t be read: it has no records &lt;i&gt;.", "And 12 more", "/sources/batches/b7/undo"} {
		if !strings.Contains(a.body, want) {
			t.Errorf("it doesn't say %q: %s", want, a.body)
		}
	}
	if a.header.Get("Refresh") != "" {
		t.Error("it looks again though all is done")
	}

	// Somebody else's, and none at all.
	other := st.as(st.runner("Alex"))
	for who, got := range map[string]answer{"another runner": other.get("/sources/uploads/u1"), "a forged id": b.get("/sources/uploads/u2")} {
		if got.status != http.StatusNotFound {
			t.Errorf("%s gets %d", who, got.status)
		}
	}
}

// What needs a person stands first, and what came is in the order of days.
func TestUploadedTellsTheWorstFirst(t *testing.T) {
	st := newStage(t)
	b := st.as(st.runner("Robin"))
	receipt := func(file string, o analysis.Outcome, ago time.Duration, l analysis.Level) analysis.Receipt {
		r := analysis.Receipt{Path: file, Outcome: o}
		if o != analysis.Failed {
			r.Run = &analysis.Run{ID: file, Runner: "robin", Sport: analysis.Running, Start: st.now().Add(-ago)}
		}
		if l != "" {
			r.Verdict = &analysis.Verdict{Level: l}
		}
		return r
	}
	u := store.Upload{ID: "u1", Runner: "robin", At: st.now(), Ended: new(st.now()), Receipts: []analysis.Receipt{
		receipt("f.fit", analysis.Added, time.Hour, ""), receipt("e.fit", analysis.Added, 50*time.Hour, analysis.OK), receipt("d.fit", analysis.Merged, 60*time.Hour, ""),
		receipt("c.fit", analysis.Added, 2*time.Hour, analysis.Caution), receipt("b.fit", analysis.Added, time.Hour, analysis.Violation), receipt("a.fit", analysis.Failed, 0, ""),
	}}
	u.Counts = map[analysis.Outcome]int{analysis.Added: 4, analysis.Merged: 1, analysis.Failed: 1}
	st.service.uploads = map[string]store.Upload{"u1": u}
	page := b.get("/sources/uploads/u1").body
	at := -1
	for _, file := range []string{"a", "b", "c", "d", "e", "f"} {
		i := strings.Index(page, "<strong>"+file+".fit")
		if i <= at {
			t.Errorf("%s.fit stands at %d, after %d: %s", file, i, at, page)
		}
		at = i
	}
	if !strings.Contains(page, "no verdict") || strings.Contains(page, "</span> none") {
		t.Errorf("a run without a verdict: %s", page)
	}
}
