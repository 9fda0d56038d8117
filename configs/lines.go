package configs

import (
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// keyLines finds the line of every key of a TOML document, by its path:
// "rest.typical_floor_h", "watch[1].path". Tables have the line that first
// names them.
//
// The parser knows where keys stand but doesn't tell, and remembers only the
// last of several tables in an array. So this walks the text as well. The
// lines mean something only if the parser accepts the text; on any other this
// still ends.
//
// Where tables lie too deep within tables, tooDeep is the line, else 0. No
// file of ours does that, and the parser would take minutes over it.
func keyLines(text string) (lines map[string]int, tooDeep int) {
	s := scanner{text: text, line: 1, lines: map[string]int{}, tables: map[string]int{}}
	table := ""
	for s.skip(" \t\r\n#"); s.pos < len(s.text); s.skip(" \t\r\n#") {
		switch {
		case s.take("[["):
			table = s.path("", s.key(), true)
			s.take("]]")
		case s.take("["):
			table = s.path("", s.key(), false)
			s.take("]")
		default:
			s.keyValue(table)
		}
	}
	return s.lines, s.tooDeep
}

type scanner struct {
	text   string
	pos    int
	line   int
	lines  map[string]int
	tables map[string]int // how many tables an array of tables has so far

	depth   int // of the value that is being read
	tooDeep int // line
}

const deepest = 32

// path notes the line of a key and of the tables it implies, and returns its
// path. With element the key begins a new table of an array.
func (s *scanner) path(table string, key []string, element bool) string {
	path := table
	for i, part := range key {
		path = join(path, part)
		s.note(path)
		if element && i == len(key)-1 {
			s.tables[path]++
		}
		if n := s.tables[path]; n > 0 {
			path = index(path, n-1)
			s.note(path)
		}
	}
	return path
}

func (s *scanner) note(path string) {
	if _, known := s.lines[path]; !known {
		s.lines[path] = s.line
	}
}

func (s *scanner) keyValue(table string) {
	path := s.path(table, s.key(), false)
	s.skip(" \t")
	if !s.take("=") {
		s.advance(1)
	}
	s.value(path)
}

func (s *scanner) value(path string) {
	s.depth++
	defer func() { s.depth-- }()
	s.limit(s.depth)
	s.skip(" \t")
	switch {
	case s.pos == len(s.text):
	case s.at(`"`) || s.at(`'`):
		s.quoted()
	case s.take("["):
		for i := 0; s.inside("]"); i++ {
			s.note(index(path, i))
			s.value(index(path, i))
		}
	case s.take("{"):
		for s.inside("}") {
			s.keyValue(path)
		}
	default:
		s.advance(1)
		for s.pos < len(s.text) && !s.atAny(",]}#\n") {
			s.advance(1)
		}
	}
}

// inside goes to the next item of an array or inline table; false at its end.
func (s *scanner) inside(end string) bool {
	s.skip(" \t\r\n#,")
	return !s.take(end) && s.pos < len(s.text)
}

// key reads the parts of a dotted key.
func (s *scanner) key() []string {
	var parts []string
	for {
		s.skip(" \t")
		if s.at(`"`) || s.at(`'`) {
			parts = append(parts, unquote(s.quoted()))
		} else {
			start := s.pos
			for s.pos < len(s.text) && !s.atAny(" \t\r\n.=[]{},#\"'") {
				s.pos++
			}
			parts = append(parts, s.text[start:s.pos])
		}
		s.skip(" \t")
		if !s.take(".") {
			s.limit(len(parts))
			return parts
		}
	}
}

// limit ends the walk where tables lie too deep.
func (s *scanner) limit(depth int) {
	if depth > deepest {
		s.tooDeep, s.pos = s.line, len(s.text)
	}
}

// quoted reads a string of any of the four kinds, quotes included.
func (s *scanner) quoted() string {
	start, quote := s.pos, s.text[s.pos:s.pos+1]
	if triple := strings.Repeat(quote, 3); s.at(triple) {
		quote = triple
	}
	s.advance(len(quote))
	for s.pos < len(s.text) && !s.take(quote) {
		if quote[0] == '"' && s.at(`\`) {
			s.advance(1)
		}
		s.advance(1)
	}
	// A long string may end in up to two quotes of its own.
	if len(quote) == 3 && s.take(quote[:1]) {
		s.take(quote[:1])
	}
	return s.text[start:s.pos]
}

// skip passes over the characters given, and over comments if # is one.
func (s *scanner) skip(chars string) {
	for s.pos < len(s.text) && s.atAny(chars) {
		if s.at("#") {
			end := strings.IndexByte(s.text[s.pos:], '\n')
			if end < 0 {
				end = len(s.text) - s.pos
			}
			s.pos += end
			continue
		}
		s.advance(1)
	}
}

func (s *scanner) atAny(chars string) bool { return strings.IndexByte(chars, s.text[s.pos]) >= 0 }

func (s *scanner) at(prefix string) bool { return strings.HasPrefix(s.text[s.pos:], prefix) }

func (s *scanner) take(prefix string) bool {
	if !s.at(prefix) {
		return false
	}
	s.pos += len(prefix)
	return true
}

func (s *scanner) advance(n int) {
	for ; n > 0 && s.pos < len(s.text); n-- {
		if s.text[s.pos] == '\n' {
			s.line++
		}
		s.pos++
	}
}

// unquote asks the parser for the text of a quoted key.
func unquote(raw string) string {
	var v struct{ Key string }
	if _, err := toml.Decode("Key = "+raw, &v); err != nil {
		return raw
	}
	return v.Key
}

// longestPath bounds the work on a file of very long names; no path of ours is
// near it.
const longestPath = 200

func join(table, key string) string {
	switch key = (toml.Key{key}).String(); {
	case len(table) > longestPath:
		return table
	case table == "":
		return key
	}
	return table + "." + key
}

func index(path string, i int) string {
	if len(path) > longestPath {
		return path
	}
	return path + "[" + strconv.Itoa(i) + "]"
}
