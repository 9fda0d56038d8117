package archive

import (
	"io"
	"os"
	"path/filepath"
	"strings"

	"needled/ingest"
)

// kind is a kind of archive.
type kind int

const (
	none kind = iota
	zipArchive
	tarArchive
	gzippedTar
)

// kindByName tells an archive by the ending of its name.
func kindByName(name string) kind {
	name = strings.ToLower(filepath.Base(name))
	if strings.HasPrefix(name, "._") {
		return none // what macOS notes beside a file
	}
	for ending, k := range map[string]kind{".zip": zipArchive, ".tar": tarArchive, ".tgz": gzippedTar, ".tar.gz": gzippedTar} {
		if strings.HasSuffix(name, ending) {
			return k
		}
	}
	return none
}

// kindOf tells an archive by its name, and when a person named it, by its
// first bytes.
func kindOf(item ingest.Item) kind {
	if k := kindByName(item.Path); k != none || !item.Named {
		return k
	}
	// A pipe gives its bytes only once, to whoever reads the file.
	if info, err := os.Stat(item.Path); err != nil || !info.Mode().IsRegular() {
		return none
	}
	f, err := os.Open(item.Path)
	if err != nil {
		return none
	}
	defer f.Close()
	head := make([]byte, 262)
	n, _ := io.ReadFull(f, head)
	switch head = head[:n]; {
	case n >= 4 && (string(head[:4]) == localSignature || string(head[:4]) == endSignature):
		return zipArchive
	case n == 262 && string(head[257:]) == "ustar":
		return tarArchive
	}
	return none
}
