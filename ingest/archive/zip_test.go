package archive

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"strings"
	"testing"
	"time"
)

func TestEveryMemberOfAZip(t *testing.T) {
	files := someFiles()
	for name, content := range map[string][]byte{
		"deflated":      zipped(t, zip.Deflate, files...),
		"stored":        zipped(t, zip.Store, files...),
		"sizes ahead":   headed(t, files...),
		"self-unpacker": append([]byte("MZ a program that unpacks what follows"), zipped(t, zip.Deflate, files...)...),
		"with a comment": func() []byte {
			b := zipped(t, zip.Deflate, files...)
			binary.LittleEndian.PutUint16(b[len(b)-2:], 5)
			return append(b, "hello"...)
		}(),
	} {
		t.Run(name, func(t *testing.T) {
			f := walk1(t, "export.zip", content)
			f.holds(t, files...)
			if len(f.names) != len(files) {
				t.Errorf("%d items of %d members: %q", len(f.names), len(files), f.names)
			}
		})
	}
}

// A zip a person named is one whatever its name; one found in a folder needs
// the name.
func TestAZipOfAnotherName(t *testing.T) {
	content := zipped(t, zip.Deflate, someFiles()...)
	if f := walk1(t, "download", content); len(f.names) != 4 {
		t.Errorf("named by a person: %q", f.names)
	}
	folder := t.TempDir()
	if err := os.WriteFile(folder+"/download", content, 0o600); err != nil {
		t.Fatal(err)
	}
	if f := walkPath(t, folder, DefaultLimits()); len(f.names) != 1 || f.names[0] != "" {
		t.Errorf("found in a folder: %q", f.names)
	}
}

func TestLargeForm(t *testing.T) {
	// More members than 16 bits can count make the standard library write
	// zip64.
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for range 1<<16 + 10 {
		if _, err := z.CreateRaw(&zip.FileHeader{Name: "x.txt"}); err != nil {
			t.Fatal(err)
		}
	}
	w, err := z.Create("last.fit")
	if err == nil {
		_, err = io.WriteString(w, "the last")
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	f := walk1(t, "many.zip", b.Bytes())
	f.holds(t, file{"last.fit", "the last"})
	if len(f.names) != 1<<16+11 {
		t.Errorf("%d items", len(f.names))
	}
}

func TestArchivesWithinArchives(t *testing.T) {
	files := someFiles()
	for _, method := range []uint16{zip.Deflate, zip.Store} {
		inner := zipped(t, zip.Deflate, files...)
		innermost := zipped(t, method, file{"deep.fit", "down here"})
		tgz := gzipped(t, tarred(t, files[:2]...))
		outer := zipped(t, method,
			file{"first.fit", "before"}, file{"part1.zip", string(inner)}, file{"older.tar.gz", string(tgz)},
			file{"box.zip", string(zipped(t, method, file{"in/box.zip", string(innermost)}))}, file{"last.fit", "after"})
		f := walk1(t, "account.zip", outer)
		f.holds(t, file{"first.fit", "before"}, file{"part1.zip/a.fit", files[0].content}, file{"part1.zip/sub/b.gpx", files[1].content},
			file{"older.tar.gz/sub/b.gpx", files[1].content}, file{"box.zip/in/box.zip/deep.fit", "down here"}, file{"last.fit", "after"})
		if len(f.names) != 2+4+2+1 {
			t.Errorf("items %q", f.names)
		}
	}
}

func TestNamesAreShownAndNeverTrusted(t *testing.T) {
	victim := t.TempDir() + "/passwd.fit"
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	names := []string{"../../etc/passwd.fit", "/etc/passwd.fit", victim, `C:\Windows\x.fit`, "a\x1b[31m\n.fit", "caf\x82.fit", "grün.fit",
		"same.fit", "same.fit", strings.Repeat("ü", 600) + ".fit", ""}
	for i, name := range names {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, NonUTF8: name == "caf\x82.fit"})
		if err == nil {
			_, err = w.Write([]byte{'0' + byte(i)})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	f := walk1(t, "names.zip", b.Bytes())
	want := []string{"../../etc/passwd.fit", "/etc/passwd.fit", victim, "C:/Windows/x.fit", "a\ufffd[31m\ufffd.fit", "café.fit", "grün.fit",
		"same.fit", "same.fit"}
	for i, name := range want {
		if f.names[i] != name {
			t.Errorf("%q is shown as %q, want %q", names[i], f.names[i], name)
		}
	}
	if long := f.names[9]; len(long) > longestName || !strings.HasPrefix(long, "…ü") || !strings.HasSuffix(long, "ü.fit") {
		t.Errorf("a long name is shown as %q", long)
	}
	if f.names[10] != "unnamed" {
		t.Errorf("no name is shown as %q", f.names[10])
	}
	if _, err := os.Stat(victim); err == nil {
		t.Error("a member was written by its name")
	}
	if len(f.contents) != len(names)-1 { // two have the same name
		t.Errorf("%d members were read", len(f.contents))
	}
}

// What macOS adds beside each file is no broken archive.
func TestWhatMacOSAdds(t *testing.T) {
	inner := string(zipped(t, zip.Deflate, file{"a.fit", "run"}))
	f := walk1(t, "a.zip", zipped(t, zip.Deflate, file{"part.zip", inner}, file{"__MACOSX/._part.zip", "\x00\x05\x16\x07"}))
	f.holds(t, file{"part.zip/a.fit", "run"}, file{"__MACOSX/._part.zip", "\x00\x05\x16\x07"})
	if len(f.errs) > 0 {
		t.Error(f.errs)
	}
}

func TestFoldersAndLinksInAZip(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	link := &zip.FileHeader{Name: "link.fit"}
	link.SetMode(os.ModeSymlink | 0o777)
	pipe := &zip.FileHeader{Name: "pipe.fit"}
	pipe.SetMode(os.ModeNamedPipe | 0o644)
	for _, h := range []*zip.FileHeader{{Name: "folder/"}, {Name: `windows\`}, link, pipe, {Name: "folder/a.fit", Modified: time.Now()}} {
		w, err := z.CreateHeader(h)
		if err == nil && !strings.HasSuffix(h.Name, "/") {
			_, err = io.WriteString(w, "/etc/passwd")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	f := walk1(t, "links.zip", b.Bytes())
	f.ignored(t, "link.fit", "a link")
	f.ignored(t, "pipe.fit", "special")
	f.holds(t, file{"folder/a.fit", "/etc/passwd"})
	if len(f.names) != 3 {
		t.Errorf("items %q", f.names)
	}
}

// patch changes the table of contents of a zip: every entry's header passes
// by.
func patch(content []byte, change func(i int, header []byte)) []byte {
	content = bytes.Clone(content)
	at := int(binary.LittleEndian.Uint32(content[len(content)-endSize+16:]))
	for i := 0; string(content[at:at+4]) == directorySignature; i++ {
		header := content[at:]
		change(i, header)
		at += directorySize + int(binary.LittleEndian.Uint16(header[28:])) + int(binary.LittleEndian.Uint16(header[30:]))
	}
	return content
}

func TestWhatCannotBeUnpackedIsSaidOfEachMember(t *testing.T) {
	files := []file{{"a.fit", strings.Repeat("alpha ", 99)}, {"b.fit", strings.Repeat("beta ", 99)}, {"c.fit", strings.Repeat("gamma ", 99)}}
	for name, tt := range map[string]struct {
		change func(header []byte)
		words  string
	}{
		"encrypted":     {func(h []byte) { h[8] |= flagEncrypted }, "encrypted"},
		"AES":           {func(h []byte) { h[10] = 99 }, "encrypted"},
		"bzip2":         {func(h []byte) { h[10] = 12 }, "packed by bzip2"},
		"odd method":    {func(h []byte) { h[10] = 200 }, "packed by method 200"},
		"no such place": {func(h []byte) { binary.LittleEndian.PutUint32(h[42:], 1<<30) }, "something else where it should be"},
		"into another":  {func(h []byte) { binary.LittleEndian.PutUint32(h[42:], 5) }, "something else where it should be"},
		"too small":     {func(h []byte) { binary.LittleEndian.PutUint32(h[24:], 7) }, "more bytes than the archive states"},
		"too dense":     {func(h []byte) { binary.LittleEndian.PutUint32(h[24:], 1<<31) }, "more than 250 times"},
	} {
		t.Run(name, func(t *testing.T) {
			f := walk1(t, "export.zip", patch(zipped(t, zip.Deflate, files...), func(i int, header []byte) {
				if i == 1 {
					tt.change(header)
				}
			}))
			f.refused(t, "b.fit", tt.words)
			f.holds(t, files[0], files[2])
		})
	}
}

// What can be read of a damaged member is worth a look.
func TestDamagedMembers(t *testing.T) {
	long := strings.Repeat("0123456789", 20_000)
	files := []file{{"a.fit", long}, {"b.fit", long}, {"c.fit", long}}
	b := zipped(t, zip.Store, files...)
	at := bytes.Index(b[len(long):], []byte(long)) + len(long)

	wrong := bytes.Clone(b)
	wrong[at+50_000] ^= 1
	f := walk1(t, "export.zip", wrong)
	if got := f.contents["b.fit"]; len(got) != len(long) {
		t.Errorf("%d bytes", len(got))
	}
	f.damaged(t, "b.fit", "checksum")
	f.holds(t, files[0], files[2])

	long = strings.Join(strings.Split(long, "5"), "x5y")
	files[1].content = long
	b = zipped(t, zip.Deflate, files...)
	second, third := bytes.Index(b, []byte("b.fit")), bytes.Index(b, []byte("c.fit"))
	for i := (second + third) / 2; i < third-40; i++ {
		b[i] = 0xFF
	}
	f = walk1(t, "export.zip", b)
	f.damaged(t, "b.fit", "its packed data is damaged")
	f.holds(t, files[0], files[2])

	// Damaged so that it seems to want more than there is, it doesn't break off:
	// the next member follows.
	b = zipped(t, zip.Deflate, files...)
	b = patch(b, func(i int, header []byte) {
		if i == 1 {
			binary.LittleEndian.PutUint32(header[20:], binary.LittleEndian.Uint32(header[20:])/2)
		}
	})
	f = walk1(t, "export.zip", b)
	f.damaged(t, "b.fit", "its packed data is damaged")
	f.holds(t, files[0], files[2])
}

func TestMembersThatOverlap(t *testing.T) {
	one := zipped(t, zip.Deflate, file{"a.fit", strings.Repeat("alpha ", 9999)})
	// The same member a thousand times.
	at, end := binary.LittleEndian.Uint32(one[len(one)-endSize+16:]), len(one)-endSize
	entry := one[at:end]
	b := append(bytes.Clone(one[:at]), bytes.Repeat(entry, 1000)...)
	last := bytes.Clone(one[end:])
	binary.LittleEndian.PutUint16(last[8:], 1000)
	binary.LittleEndian.PutUint16(last[10:], 1000)
	binary.LittleEndian.PutUint32(last[12:], uint32(1000*len(entry)))
	f := walk1(t, "fifield.zip", append(b, last...))
	f.refused(t, "", "overlap")
	if len(f.names) > 500 {
		t.Errorf("%d members were taken before", len(f.names))
	}
}

// What a damaged table of contents doesn't list any more is found by the
// headers before the members, and nothing comes twice.
func TestADamagedTable(t *testing.T) {
	inner := file{"in.zip", string(zipped(t, zip.Deflate, file{"1.fit", "one"}, file{"2.fit", "two"}))}
	files := append(someFiles(), file{"e.fit", "the last"})
	for name, content := range map[string][]byte{
		"sizes behind": zipped(t, zip.Deflate, append(files, inner)...), "sizes ahead": headed(t, append([]file{inner}, files...)...),
		"stored, sizes behind": zipped(t, zip.Store, append([]file{inner}, files...)...),
		"self-unpacker":        zipped(t, zip.Deflate, append(files, inner)...),
	} {
		for at := range 6 {
			b := patch(content, func(i int, header []byte) {
				if i == at {
					header[1] = 'X'
				}
			})
			if at == 0 && name == "stored, sizes behind" {
				continue // nothing tells the inner archive from its members
			}
			if name == "self-unpacker" {
				b = append([]byte("MZ a program that unpacks"), b...)
			}
			f := walk1(t, "export.zip", b)
			f.holds(t, files...)
			f.holds(t, file{"in.zip/1.fit", "one"}, file{"in.zip/2.fit", "two"})
			f.refused(t, "", "damaged; members were found without it")
			if len(f.names) != len(files)+3 {
				t.Errorf("%s, entry %d: items %q", name, at, f.names)
			}
			for member, item := range f.items {
				if item.Mark != "" && strings.HasPrefix(member, "e.") && at < 4 {
					t.Errorf("%s has a mark by a table that doesn't list it", member)
				}
			}
		}
	}
}

func TestWhatIsNoZip(t *testing.T) {
	for name, content := range map[string]string{
		"it is empty":                  "",
		"it begins with zeros":         strings.Repeat("\x00", 1000),
		"it is a web page":             "\n<!DOCTYPE html><title>log in</title>",
		"nothing in it could be found": "hello",
	} {
		f := walk1(t, "export.zip", []byte(content))
		f.refused(t, "", name)
	}
	f := walk1(t, "export.zip", zipped(t, zip.Deflate))
	f.ignored(t, "", "empty")
}

func (f found) damaged(t testing.TB, member, words string) {
	t.Helper()
	if err := f.errs[member]; !isDamaged(err) || !strings.Contains(err.Error(), words) {
		t.Errorf("%q: %v, want it damaged: %s", member, err, words)
	}
}
