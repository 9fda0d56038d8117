package xmltrack

import "bytes"

// longestTail is how far before the end of a file its last tag is looked for,
// in bytes; white space and a comment may follow it.
const longestTail = 512

// Whole says whether an XML file whose root is named so has come to its end.
func Whole(b []byte, root string) bool {
	tail := b[max(0, len(b)-longestTail):]
	tail = bytes.ReplaceAll(tail, []byte{0}, nil) // UTF-16
	end := bytes.LastIndex(tail, []byte("</"))
	for end >= 0 {
		name, _, closed := bytes.Cut(tail[end+2:], []byte(">"))
		if _, local, prefixed := bytes.Cut(name, []byte(":")); prefixed {
			name = local
		}
		if closed && string(bytes.TrimSpace(name)) == root {
			return true
		}
		end = bytes.LastIndex(tail[:end], []byte("</"))
	}
	return false
}
