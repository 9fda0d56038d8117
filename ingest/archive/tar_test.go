package archive

import (
	"archive/tar"
	"bytes"
	"io"
	"strings"
	"testing"
)

func TestEveryMemberOfATar(t *testing.T) {
	files := someFiles()
	for name, content := range map[string][]byte{
		"export.tar": tarred(t, files...), "export.tar.gz": gzipped(t, tarred(t, files...)), "EXPORT.TGZ": gzipped(t, tarred(t, files...)),
		"download": tarred(t, files...),
	} {
		f := walk1(t, name, content)
		f.holds(t, files...)
		if len(f.names) != len(files) {
			t.Errorf("%s: items %q", name, f.names)
		}
	}
}

func TestLinksInATar(t *testing.T) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range []*tar.Header{
		{Name: "folder/", Typeflag: tar.TypeDir},
		{Name: "soft.fit", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"},
		{Name: "hard.fit", Typeflag: tar.TypeLink, Linkname: "../../etc/passwd"},
		{Name: "pipe.fit", Typeflag: tar.TypeFifo},
		{Name: "../../etc/passwd.fit", Typeflag: tar.TypeReg, Size: 3},
	} {
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if h.Size > 0 {
			_, _ = io.WriteString(w, "run")
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f := walk1(t, "links.tar", b.Bytes())
	f.ignored(t, "soft.fit", "a link")
	f.ignored(t, "hard.fit", "a link")
	f.ignored(t, "pipe.fit", "special")
	f.holds(t, file{"../../etc/passwd.fit", "run"})
}

func TestACutTar(t *testing.T) {
	files := []file{{"a.fit", noisy(1, 3000)}, {"b.fit", noisy(2, 3000)}}
	plain := tarred(t, files...)
	f := walk1(t, "export.tar", plain[:len(plain)-2000-1024])
	f.holds(t, files[0])
	f.damaged(t, "b.fit", "breaks off")
	if got := f.contents["b.fit"]; len(got) < 500 || !strings.HasPrefix(files[1].content, got) {
		t.Errorf("%d bytes of the cut one", len(got))
	}
	f.refused(t, "", "breaks off")

	packed := gzipped(t, plain)
	f = walk1(t, "export.tgz", packed[:len(packed)-500])
	f.holds(t, files[0])
	f.refused(t, "", "breaks off")
}

func TestWhatIsNoTar(t *testing.T) {
	walk1(t, "export.tar", []byte(strings.Repeat("hello ", 500))).refused(t, "", "no tar archive")
	walk1(t, "export.tgz", []byte(strings.Repeat("hello ", 500))).refused(t, "", "no gzip archive")
	walk1(t, "export.tgz", gzipped(t, []byte(strings.Repeat("hello ", 500)))).refused(t, "", "no tar archive")
	walk1(t, "export.tar", tarred(t)).ignored(t, "", "empty")
}
