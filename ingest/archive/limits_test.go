package archive

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/flate"

	"needled/ingest"
)

func TestMembersAreCounted(t *testing.T) {
	var files []file
	for i := range 6 {
		files = append(files, file{fmt.Sprint(i, ".fit"), fmt.Sprint("run ", i)})
	}
	limits := DefaultLimits()
	for most, want := range map[int]int{7: 6, 6: 6, 5: 5} {
		limits.Members = most
		for name, b := range map[string][]byte{"a.zip": zipped(t, zip.Deflate, files...), "a.tgz": gzipped(t, tarred(t, files...))} {
			f := walkFile(t, name, b, limits)
			if len(f.contents) != want {
				t.Errorf("%s: %d of %d members with a limit of %d", name, len(f.contents), len(files), most)
			}
			if want < len(files) {
				f.refused(t, "", "more than 5 members")
			} else if len(f.errs) > 0 {
				t.Errorf("%s: %v", name, f.errs)
			}
		}
	}
	// Archives within archives count together.
	limits.Members = 7
	f := walkFile(t, "outer.zip", zipped(t, zip.Deflate, file{"1.zip", string(zipped(t, zip.Deflate, files[:3]...))},
		file{"2.zip", string(zipped(t, zip.Deflate, files[:4]...))}), limits)
	if len(f.contents) != 5 {
		t.Errorf("%d members", len(f.contents))
	}
	f.refused(t, "2.zip", "more than 7 members")
}

// What Strava's list tells counts, too, and what comes after goes in.
func TestMembersOfAListAreCounted(t *testing.T) {
	list := "id,date,name,type,description,elapsed_time,distance,commute,gear,filename\n"
	for i := range 9 {
		list += fmt.Sprintf("%d,2018-09-12 15:02:23,a,Run,,1800,5000,,,\n", i)
	}
	limits := DefaultLimits()
	for most, want := range map[int]int{10: 9, 9: 8} {
		limits.Members = most
		f := walkFile(t, "export.zip", zipped(t, zip.Deflate, file{"activities.csv", list}), limits)
		if len(f.contents) != want {
			t.Errorf("%d entries with a limit of %d members", len(f.contents), most)
		}
		if most < 10 {
			f.refused(t, "activities.csv", "more than 9 members")
		}
	}
	two := t.TempDir()
	for name, content := range map[string][]byte{"1.zip": zipped(t, zip.Deflate, file{"activities.csv", list}), "2.zip": zipped(t, zip.Deflate, file{"a.fit", "run"})} {
		if err := os.WriteFile(filepath.Join(two, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	walkPath(t, two, limits).holds(t, file{"a.fit", "run"})
}

func TestDepth(t *testing.T) {
	limits := DefaultLimits()
	b := zipped(t, zip.Deflate, file{"deep.fit", "here"})
	for depth := range 7 {
		f := walkFile(t, "a.zip", b, limits)
		at := strings.Repeat("a.zip/", depth) + "deep.fit"
		if depth <= limits.Depth {
			f.holds(t, file{at, "here"})
		} else {
			f.refused(t, strings.TrimSuffix(strings.Repeat("a.zip/", limits.Depth+1), "/"), "more than 4 deep")
		}
		b = zipped(t, zip.Deflate, file{"a.zip", string(b)}, file{"beside.fit", "too"})
		if f = walkFile(t, "a.zip", b, limits); f.contents["beside.fit"] != "too" {
			t.Error("what lies beside is lost")
		}
	}
}

func TestTotal(t *testing.T) {
	files := []file{{"a.fit", noisy(1, 1000)}, {"b.fit", noisy(2, 1000)}, {"c.fit", noisy(3, 1000)}}
	limits := DefaultLimits()
	limits.Total = 3000
	walkFile(t, "a.zip", zipped(t, zip.Deflate, files...), limits).holds(t, files...)
	limits.Total = 1999
	f := walkFile(t, "a.zip", zipped(t, zip.Deflate, files...), limits)
	f.holds(t, files[0])
	f.refused(t, "b.fit", "in all")
	f.refused(t, "", "in all")
	if _, ok := f.items["c.fit"]; ok {
		t.Error("the walk went on")
	}
}

func TestRatio(t *testing.T) {
	// Deflate packs zeros about 1000 to 1.
	zeros := file{"zeros.fit", strings.Repeat("\x00", 3<<20)}
	few := file{"few.fit", strings.Repeat("\x00", 1<<20)}
	run := file{"a.fit", noisy(1, 1000)}
	whole := zipped(t, zip.Deflate, zeros, few, run)
	for name, b := range map[string][]byte{
		"by the table":  whole,
		"without table": whole[:bytes.Index(whole, []byte(directorySignature))], // the sizes stand behind the data, too
	} {
		f := walk1(t, "bomb.zip", b)
		f.refused(t, "zeros.fit", "more than 250 times its size")
		f.holds(t, few, run)
		if len(f.contents["zeros.fit"]) > 2<<20 {
			t.Errorf("%s: %d bytes were unpacked", name, len(f.contents["zeros.fit"]))
		}
	}
	// One that lies about its size.
	f := walk1(t, "bomb.zip", patch(zipped(t, zip.Deflate, zeros, run), func(i int, header []byte) {
		if i == 0 {
			binary.LittleEndian.PutUint32(header[24:], 1000)
		}
	}))
	f.refused(t, "zeros.fit", "more bytes than the archive states")
	f.holds(t, run)
}

func TestALargeArchiveWithinAnArchive(t *testing.T) {
	limits := DefaultLimits()
	inner := string(zipped(t, zip.Store, file{"a.fit", noisy(1, 5000)}))
	limits.Inner = int64(len(inner))
	walkFile(t, "a.zip", zipped(t, zip.Deflate, file{"in.zip", inner}), limits).holds(t, file{"in.zip/a.fit", noisy(1, 5000)})
	limits.Inner--
	f := walkFile(t, "a.zip", zipped(t, zip.Deflate, file{"in.zip", inner}, file{"b.fit", "run"}), limits)
	f.refused(t, "in.zip", "an archive within an archive")
	f.holds(t, file{"b.fit", "run"})
}

// zeros are deflated data that unpacks to so many times 64 MiB of zeros; 160
// make 10 GiB, 10 MB long when packed.
func zeros(t testing.TB, times int) (packed []byte, size int64) {
	t.Helper()
	var one bytes.Buffer
	z, err := flate.NewWriter(&one, 6)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Write(make([]byte, 64<<20)); err != nil {
		t.Fatal(err)
	}
	if err := z.Flush(); err != nil {
		t.Fatal(err)
	}
	packed = bytes.Repeat(one.Bytes(), times)
	return append(packed, 3, 0), int64(times) * 64 << 20 // an empty last block
}

// within fails a test that takes longer than it may, or needs more memory.
func within(t *testing.T, most time.Duration, bytes uint64, do func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	do()
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	if took > most {
		t.Errorf("it took %v, more than %v", took, most)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > bytes {
		t.Errorf("it took %d MB of memory, more than %d", used>>20, bytes>>20)
	}
}

func TestTenGigabytesOfZeros(t *testing.T) {
	packed, size := zeros(t, 160)
	for name, stated := range map[string]int64{"honest": size, "lying": 1000} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "bomb.zip")
			out, err := os.Create(path)
			if err != nil {
				t.Fatal(err)
			}
			z := zip.NewWriter(out)
			for _, member := range []string{"zeros.fit", "zeros.zip", "zeros.tar.gz"} {
				w, err := z.CreateRaw(&zip.FileHeader{Name: member, Method: zip.Deflate, CompressedSize64: uint64(len(packed)), UncompressedSize64: uint64(stated)})
				if err == nil {
					_, err = w.Write(packed)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			w, err := z.Create("after.fit")
			if err == nil {
				_, err = io.WriteString(w, "a run")
			}
			if err == nil {
				err = z.Close()
			}
			if err != nil {
				t.Fatal(err)
			}
			out.Close()
			within(t, 5*time.Second, 64<<20, func() {
				f := walkPath(t, path, DefaultLimits())
				for _, member := range []string{"zeros.fit", "zeros.zip", "zeros.tar.gz"} {
					f.refused(t, member, map[string]string{"honest": "more than 250 times its size", "lying": "more bytes than"}[name])
				}
				f.holds(t, file{"after.fit", "a run"})
			})
		})
	}
	// In a tar the zeros must be passed to come to what follows; a tenth of
	// them shows it.
	t.Run("tar", func(t *testing.T) {
		packed, size := zeros(t, 16)
		b := tarred(t, file{"zeros.fit", ""}, file{"after.fit", "a run"})
		header := b[:512]
		copy(header[124:], "\x80\x00\x00\x00") // the size in binary
		binary.BigEndian.PutUint64(header[128:], uint64(size))
		checksum(header)
		var gz bytes.Buffer
		head := func(content []byte) {
			w, _ := flate.NewWriter(&gz, 0)
			_, _ = w.Write(content)
			_ = w.Flush()
		}
		gz.Write([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255})
		head(header)
		gz.Write(packed[:len(packed)-2])
		head(b[512:])
		gz.Write([]byte{3, 0})
		sum := crc32.NewIEEE()
		sum.Write(header)
		for range 16 {
			sum.Write(make([]byte, 64<<20))
		}
		sum.Write(b[512:])
		gz.Write(binary.LittleEndian.AppendUint32(nil, sum.Sum32()))
		gz.Write(binary.LittleEndian.AppendUint32(nil, uint32(size+int64(len(b)))))
		path := filepath.Join(t.TempDir(), "bomb.tgz")
		if err := os.WriteFile(path, gz.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		within(t, 60*time.Second, 64<<20, func() {
			after := false
			for item := range (Expander{}).Expand(t.Context(), itemsAt(path)) {
				switch item.Member {
				case "zeros.fit":
					if item.Size != size {
						t.Errorf("stated size %d", item.Size)
					}
				case "after.fit":
					after = true
				default:
					t.Errorf("%s: %v", item.Member, item.Err)
				}
			}
			if !after {
				t.Error("what follows is lost")
			}
		})
	})
}

// checksum puts the checksum into the header of a tar's member.
func checksum(header []byte) {
	copy(header[148:], "        ")
	sum := 0
	for _, b := range header {
		sum += int(b)
	}
	copy(header[148:], fmt.Sprintf("%06o\x00 ", sum))
}

func itemsAt(path string) func(func(ingest.Item) bool) {
	return func(yield func(ingest.Item) bool) {
		for _, item := range ingest.Find([]string{path}) {
			if !yield(item) {
				return
			}
		}
	}
}

// endless is a zip of ten million members, none of which exists anywhere but
// in the moment it is read.
type endless struct{ entry []byte }

const tenMillion = 10_000_000

func (e endless) size() int64 { return int64(len(e.entry))*tenMillion + endSize }

func (e endless) ReadAt(p []byte, at int64) (int, error) {
	end := make([]byte, endSize)
	copy(end, endSignature)
	binary.LittleEndian.PutUint16(end[10:], tenMillion%(1<<16))
	binary.LittleEndian.PutUint32(end[12:], uint32(len(e.entry)*tenMillion))
	for i := range p {
		switch k := at + int64(i); {
		case k >= e.size():
			return i, io.EOF
		case k >= e.size()-endSize:
			p[i] = end[k-e.size()+endSize]
		default:
			p[i] = e.entry[k%int64(len(e.entry))]
		}
	}
	return len(p), nil
}

func TestTenMillionMembers(t *testing.T) {
	one := zipped(t, zip.Deflate, file{"a.txt", ""})
	at := binary.LittleEndian.Uint32(one[len(one)-endSize+16:])
	e := endless{one[at : len(one)-endSize]}
	within(t, 20*time.Second, 300<<20, func() {
		n := 0
		var last ingest.Item
		w := walk{Expander: Expander{Limits: DefaultLimits(), Found: func(int) {}}, ctx: t.Context(),
			spent: &spent{ctx: t.Context(), Limits: DefaultLimits()}, path: "many.zip",
			yield: func(i ingest.Item) bool { n++; last = i; return true }}
		w.archive(newSource(e, e.size(), func() {}), zipArchive, "", 0, "", nil)
		if n != DefaultLimits().Members+1 || last.Err == nil || !strings.Contains(last.Err.Error(), "more than 100000 members") {
			t.Errorf("%d items, the last %v", n, last.Err)
		}
	})
}

func TestAStoppedWalkLeavesNothingBehind(t *testing.T) {
	inner := string(zipped(t, zip.Deflate, someFiles()...))
	path := filepath.Join(t.TempDir(), "a.zip")
	if err := os.WriteFile(path, zipped(t, zip.Deflate, file{"1.zip", inner}, file{"2.zip", inner}), 0o600); err != nil {
		t.Fatal(err)
	}
	temp := t.TempDir()
	for stopAfter := range 9 {
		n := 0
		var open io.ReadCloser
		for item := range (Expander{TempDir: temp}).Expand(t.Context(), itemsAt(path)) {
			if n++; open == nil {
				var err error
				if open, err = item.Open(); err != nil {
					t.Fatal(err)
				}
			}
			if n > stopAfter {
				break
			}
		}
		// A member opened before the walk ended is read to its end after it.
		if b, err := io.ReadAll(open); err != nil || string(b) != someFiles()[0].content {
			t.Errorf("after the walk: %d bytes, %v", len(b), err)
		}
		open.Close()
		if left, _ := os.ReadDir(temp); len(left) > 0 {
			t.Fatalf("stopped after %d: %d temporary files are left", stopAfter, len(left))
		}
	}
}
