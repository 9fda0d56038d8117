package demo

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"path"
	"strings"
	"time"
)

// Export describes an export of a service to be made up: the runs of a Load
// as files, and what lies beside them. The same Export gives the same bytes.
type Export struct {
	Load
	// Language and Year are of Strava's list of activities: "en", "de" or
	// "fr", and 2019 (in English as it was before July), 2020 or 2026.
	Language string
	Year     int
	Manual   int    // activities that only the list knows: Strava's, or Apple's record
	Folder   string // the folder all lies in, as "export_12345/"; "" for none
	Packing  uint16 // zip.Store or zip.Deflate, also of archives within the archive
}

// Contents counts what an Export holds.
type Contents struct {
	FIT, GPX, TCX int // tracks, by format
	Manual        int
	NoRoute       int   // workouts of Apple's record without a track
	Beside        int   // files that are no activities
	OtherFIT      int   // FIT files of other kinds
	Bytes         int64 // of the tracks, unpacked
}

// Tracks counts the tracks of all formats.
func (c Contents) Tracks() int { return c.FIT + c.GPX + c.TCX }

// track is a run of an export as a file.
type track struct {
	activity
	id      int
	name    string // with its ending, .gz included
	content []byte
}

// tracks makes the runs of the load in turn: of five, three are FIT, one GPX
// and one TCX.
func (e Export) tracks(use func(track) error) (c Contents, err error) {
	starts, err := e.starts()
	if err != nil {
		return c, err
	}
	shapes, err := e.shapes()
	if err != nil {
		return c, err
	}
	for i, start := range starts {
		s := shapes[i%len(shapes)]
		t := track{activity: s.activity, id: 9_100_000_000 + i}
		t.start = start
		switch i % 5 {
		case 1:
			t.name, t.content = fmt.Sprint(t.id, ".gpx"), t.gpx()
			if i%2 == 0 {
				t.name += ".gz"
			}
			c.GPX++
		case 3:
			t.name, t.content = fmt.Sprint(t.id, ".tcx.gz"), t.tcx()
			c.TCX++
		default:
			t.name, t.content = fmt.Sprint(t.id, ".fit.gz"), s.startingAt(start)
			c.FIT++
		}
		c.Bytes += int64(len(t.content))
		if err := use(t); err != nil {
			return c, fmt.Errorf("writing %s of an export: %w", t.name, err)
		}
	}
	return c, nil
}

// packer writes members of a zip file.
type packer struct {
	*zip.Writer
	folder string
	method uint16
	at     time.Time
}

func (e Export) packer(w io.Writer) packer {
	return packer{zip.NewWriter(w), e.Folder, e.Packing, e.Until}
}

// add writes a member; the content of a .gz is packed first.
func (p packer) add(name string, content []byte) error {
	if strings.HasSuffix(name, ".gz") {
		var b bytes.Buffer
		z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
		if err != nil {
			return err
		}
		if _, err := z.Write(content); err != nil {
			return err
		}
		if err := z.Close(); err != nil {
			return err
		}
		content = b.Bytes()
	}
	w, err := p.CreateHeader(&zip.FileHeader{Name: path.Join(p.folder, name), Method: p.method, Modified: p.at})
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	return err
}

// beside writes members that are no activities, and counts them.
func (p packer) beside(c *Contents, files ...[2]string) error {
	for _, f := range files {
		if err := p.add(f[0], []byte(f[1])); err != nil {
			return fmt.Errorf("writing %s of an export: %w", f[0], err)
		}
		c.Beside++
	}
	return nil
}
