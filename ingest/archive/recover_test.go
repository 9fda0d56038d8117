package archive

import (
	"archive/zip"
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
)

// noisy is content that packs badly, so that a cut hits it.
func noisy(seed uint64, n int) string {
	rng := rand.New(rand.NewPCG(seed, 0))
	b := make([]byte, n)
	for i := range b {
		b[i] = 'a' + byte(rng.IntN(26))
	}
	return string(b)
}

// However a zip is cut, what came whole before the cut is taken, what the cut
// hit is taken as far as it goes, and the archive is answered with a sentence.
func TestACutZip(t *testing.T) {
	files := []file{{"a.fit", noisy(1, 3000)}, {"b.fit", noisy(2, 3000)}, {"c.fit", noisy(3, 3000)}}
	for name, whole := range map[string][]byte{
		"sizes ahead":          headed(t, files...),
		"sizes behind":         zipped(t, zip.Deflate, files...),
		"stored, sizes behind": zipped(t, zip.Store, files...),
	} {
		t.Run(name, func(t *testing.T) {
			table := bytes.Index(whole, []byte(directorySignature))
			for cut := 10; cut < len(whole); cut += 97 {
				f := walk1(t, "export.zip", whole[:cut])
				for i, w := range files {
					next := table
					if i+1 < len(files) {
						next = bytes.Index(whole, []byte(files[i+1].name)) - localSize
					}
					begins := bytes.Index(whole, []byte(w.name)) + len(w.name)
					got := f.contents[w.name]
					switch {
					case next <= cut-localSize-10 || cut > table:
						if got != w.content {
							t.Fatalf("cut at %d: %s, which is whole, has %d bytes (%v)", cut, w.name, len(got), f.errs[w.name])
						}
					case begins+200 < cut:
						if len(got) < 100 || !strings.HasPrefix(w.content, got[:100]) {
							t.Fatalf("cut at %d, after %d bytes of %s: %d bytes (%v)", cut, cut-begins, w.name, len(got), f.errs[w.name])
						}
					}
				}
				words := "breaks off"
				switch {
				case cut < localSize+5:
					words = "no zip archive"
				case cut >= table+4:
					words = "table of contents"
				}
				f.refused(t, "", words)
			}
		})
	}
}

// A cut archive of archives may end with the whole table of contents of an
// inner one, which is not its own.
func TestACutZipOfZips(t *testing.T) {
	inner := string(zipped(t, zip.Deflate, file{"1.fit", noisy(1, 500)}, file{"2.fit", noisy(2, 500)}))
	whole := headed(t, file{"first.fit", noisy(4, 500)}, file{"part1.zip", inner}, file{"part2.zip", inner})
	stored := zipped(t, zip.Store, file{"first.fit", noisy(4, 500)}, file{"part1.zip", inner}, file{"part2.zip", inner})
	for name, b := range map[string][]byte{"deflated": whole, "stored": stored} {
		words := "breaks off"
		if name == "stored" {
			words = "whether all of them can't be told" // an inner table looks like its own
		}
		cut := bytes.Index(b, []byte("part2.zip")) - localSize
		f := walk1(t, "account.zip", b[:cut])
		f.holds(t, file{"first.fit", noisy(4, 500)})
		f.refused(t, "", words)
		got := map[string]bool{}
		for _, content := range f.contents {
			got[content] = true
		}
		if !got[noisy(1, 500)] || !got[noisy(2, 500)] {
			t.Errorf("%s: the inner members are lost: %q", name, f.names)
		}
	}
	// Cut within an inner archive, the sizes of which are known.
	cut := bytes.Index(whole, []byte("part2.zip")) + 100
	f := walk1(t, "account.zip", whole[:cut])
	f.refused(t, "part2.zip", "breaks off")
	f.holds(t, file{"part1.zip/1.fit", noisy(1, 500)})
}

// Packed data that looks like a header doesn't mislead the search.
func TestSignaturesWithinMembers(t *testing.T) {
	tricky := "PK\x03\x04 and PK\x01\x02? PK\x03\x04" + strings.Repeat("\xff", 40) + "PK"
	b := zipped(t, zip.Store, file{"a.txt", strings.ReplaceAll(tricky, "PK\x01\x02", "PK\x01\x03")}, file{"b.fit", "the run"})
	f := walk1(t, "export.zip", b[:bytes.Index(b, []byte(directorySignature))])
	f.holds(t, file{"b.fit", "the run"})
	if !strings.HasPrefix(f.contents["a.txt"], "PK\x03\x04 and") || len(f.contents["a.txt"]) != len(tricky) {
		t.Errorf("%q", f.contents["a.txt"])
	}
}
