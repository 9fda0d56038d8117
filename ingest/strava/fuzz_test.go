package strava

import (
	"bytes"
	"testing"
)

// Whatever bytes come, decoding a document neither panics nor makes of a run
// what no run is.
func FuzzDecode(f *testing.F) {
	l, err := parseList(testdata(f, "list.json"))
	if err != nil {
		f.Fatal(err)
	}
	s, err := parseStreams(testdata(f, "streams.json"))
	if err != nil {
		f.Fatal(err)
	}
	for _, a := range l.activities {
		f.Add(document{Activity: a, Streams: s.encode()}.encode())
	}
	f.Add([]byte(`{"strava":1,"activity":{"id":1,"start":"2026-11-20T06:30:00Z"},"streams":null}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		all, err := NewDecoder().Decode(b)
		if err != nil {
			return
		}
		if len(all) != 1 || all[0].Run.Sport == "" || all[0].Run.Start.IsZero() {
			t.Errorf("%+v", all)
		}
	})
}

// Whatever bytes a list is, what is taken of it makes documents that come back
// as they are.
func FuzzList(f *testing.F) {
	f.Add(testdata(f, "list.json"))
	f.Add([]byte("[]"))
	f.Add([]byte(`[{"id":1e3,"start_date":"2026-11-20T06:30:00+14:00","distance":1e308}]`))
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := parseList(b)
		if err != nil {
			return
		}
		for _, a := range l.activities {
			bytesOf := document{Activity: a}.encode()
			d, err := decodeDocument(bytesOf)
			if err != nil || !bytes.Equal(d.encode(), bytesOf) {
				t.Errorf("%s comes back as %s, %v", bytesOf, d.encode(), err)
			}
			if _, err := NewDecoder().Decode(bytesOf); err != nil {
				t.Error(err)
			}
		}
	})
}

// Whatever bytes samples are, reading them never panics.
func FuzzStreams(f *testing.F) {
	f.Add(testdata(f, "streams.json"))
	f.Add(testdata(f, "streams_lengths.json"))
	f.Add([]byte(`[{"type":"time","data":[0,null,true]}]`))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := parseStreams(b)
		if err != nil || s == nil {
			return
		}
		d := document{Activity: Activity{ID: 1, SportType: "Run", Start: start, MovingS: new(40.0)}, Streams: s.encode()}
		if _, err := NewDecoder().Decode(d.encode()); err != nil {
			t.Error(err)
		}
	})
}
