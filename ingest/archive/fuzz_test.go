package archive

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"needled/ingest"
)

// flagUTF8 is the bit of entry.flags that says the name is UTF-8; a name tells
// by itself.
const flagUTF8 = 1 << 11

// small limits, so that what goes beyond them shows.
func small() Limits {
	return Limits{Members: 200, Depth: 2, Ratio: 250, Total: 8 << 20, Inner: 4 << 20, Table: 1 << 20}
}

// walkBytes walks over bytes as an archive of a kind, reads all it may, and
// checks that the limits hold. It returns the contents found under each name,
// and the names of members it said something was wrong with.
func walkBytes(t *testing.T, k kind, b []byte) (contents map[string][]string, refused map[string]bool) {
	t.Helper()
	contents, refused = map[string][]string{}, map[string]bool{}
	items, unpacked := 0, 0
	w := walk{Expander: Expander{Limits: small(), Found: func(int) {}}, ctx: t.Context(),
		spent: &spent{ctx: t.Context(), Limits: small()}, path: "a", yield: func(i ingest.Item) bool {
			items++
			err := i.Err
			if err == nil && i.Size <= 2<<20 {
				var r io.ReadCloser
				if r, err = i.Open(); err == nil {
					content, rerr := io.ReadAll(io.LimitReader(r, 2<<20))
					contents[i.Member] = append(contents[i.Member], string(content))
					unpacked += len(content)
					err = rerr
					r.Close()
				}
			}
			refused[i.Member] = refused[i.Member] || err != nil
			var ignored *ingest.IgnoredError
			var failed *ingest.FailedError
			var damaged *ingest.DamagedError
			if err != nil && !errors.As(err, &ignored) && !errors.As(err, &failed) && !errors.As(err, &damaged) {
				t.Errorf("%q: an error of no kind: %v", i.Member, err)
			}
			return true
		}}
	src := newSource(bytes.NewReader(b), int64(len(b)), func() {})
	w.archive(src, k, "", 0, "", nil)
	src.done()
	if src.users.Load() != 0 {
		t.Errorf("%d uses of the archive are left", src.users.Load())
	}
	// An archive within another may add an answer of its own.
	if items > 2*small().Members+2 || unpacked > 11<<20 {
		t.Errorf("%d items and %d bytes", items, unpacked)
	}
	return contents, refused
}

// fewBytes are files small enough to be tried in many variations.
func fewBytes() []file {
	return []file{{"a.fit", "a run, a run, a run, a run"}, {"sub/b.gpx.gz", "another"}, {"c.txt", ""}}
}

func FuzzZip(f *testing.F) {
	files := fewBytes()
	inner := file{"in.zip", string(zipped(f, zip.Deflate, files...))}
	for _, b := range [][]byte{
		zipped(f, zip.Deflate, files...), zipped(f, zip.Store, append(files, inner)...), headed(f, append(files, inner)...),
		zipped(f, zip.Deflate, file{"activities.csv", "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time," +
			"Distance,Commute,Activity Gear,Filename\n1,\"May 9, 2024, 6:00:00 PM\",a,Run,,1800,5.0,,,\n"}, file{"activities/1.gpx", "x"}),
	} {
		f.Add(b)
		f.Add(b[:len(b)/2])
		f.Add(b[:len(b)-endSize])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got, refused := walkBytes(t, zipArchive, b)
		// What the standard library reads of a sound archive is found here, or
		// told to be damaged: the standard library looks at less.
		z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		if err != nil || len(z.File) > 50 {
			return
		}
		src := newSource(bytes.NewReader(b), int64(len(b)), func() {})
		d, err := findDirectory(src)
		if err != nil || d.base != 0 {
			return
		}
		var packed, headers uint64
		for _, m := range z.File {
			packed += min(m.CompressedSize64, uint64(len(b))+1)
			headers += uint64(directorySize + len(m.Name) + len(m.Extra) + len(m.Comment))
		}
		if packed > uint64(len(b)) || headers > uint64(d.size) { // members that overlap, or run out of the table of contents
			return
		}
		for _, m := range z.File {
			// Flags, links and lies about sizes are judged apart.
			plain := m.FileInfo().Mode().IsRegular() && m.Flags&^(flagTrailing|flagUTF8) == 0 && m.ExternalAttrs == 0 && m.CreatorVersion>>8 == 0
			if !plain || m.UncompressedSize64 > 1<<20 || kindByName(m.Name) != none || strings.HasSuffix(m.Name, tableName) || strings.HasSuffix(m.Name, `\`) {
				continue
			}
			r, err := m.Open()
			if err != nil {
				continue
			}
			want, err := io.ReadAll(r)
			if err != nil {
				continue
			}
			found := refused[cleanName(m.Name)]
			for _, content := range got[cleanName(m.Name)] {
				found = found || content == string(want)
			}
			if !found {
				t.Errorf("%q, %d bytes, is not found", m.Name, len(want))
			}
		}
	})
}

func FuzzTar(f *testing.F) {
	files := fewBytes()
	f.Add(tarred(f, files...), false)
	f.Add(gzipped(f, tarred(f, append(files, file{"in.zip", string(zipped(f, zip.Deflate, files...))})...)), true)
	f.Fuzz(func(t *testing.T, b []byte, packed bool) {
		k := tarArchive
		if packed {
			k = gzippedTar
		}
		walkBytes(t, k, b)
	})
}
