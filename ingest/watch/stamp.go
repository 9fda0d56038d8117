package watch

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io/fs"
	"time"
)

// stamp is what shows that a file changed without its being read.
type stamp struct {
	size     int64
	modified int64  // nanoseconds since 1970
	inode    uint64 // 0 where there is none that lasts
}

// stampOf is the stamp of a file, with its inode where those of its file
// system last.
func stampOf(info fs.FileInfo, lasting bool) stamp {
	s := stamp{size: info.Size(), modified: info.ModTime().UnixNano()}
	if lasting {
		s.inode = inode(info)
	}
	return s
}

// File systems tell when a file changed to the 2 s (FAT), the second, or much
// finer. One that was changed within that time after it was looked at may look
// the same.
const (
	coarse = 3 * time.Second
	fine   = time.Second
)

// sure says whether every later change must show in the stamp, of a file that
// stood still for so long until now.
func (s stamp) sure(still time.Duration, now time.Time) bool {
	enough := fine
	if s.modified%int64(time.Second) == 0 {
		enough = coarse
	}
	return still >= enough || now.Sub(time.Unix(0, s.modified)) >= coarse
}

// mark names the bytes of the file at path. It is a sum, for paths are long
// and may tell more than needs to be kept.
func (s stamp) mark(path string) string {
	b := []byte(path)
	b = append(b, 0)
	b = binary.BigEndian.AppendUint64(b, uint64(s.size))
	b = binary.BigEndian.AppendUint64(b, uint64(s.modified))
	b = binary.BigEndian.AppendUint64(b, s.inode)
	sum := sha256.Sum256(b)
	return "file:" + hex.EncodeToString(sum[:16])
}
