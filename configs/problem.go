package configs

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Origin is where a value was given: a line of a file, or an environment
// variable, credential or flag by its name.
type Origin struct {
	File string
	Line int    // 0 where the file as a whole is meant
	Name string // "NEEDLED_DATA", "--data"; "" for a file
}

func (o Origin) String() string {
	switch {
	case o.Name != "":
		return o.Name
	case o.Line > 0:
		return fmt.Sprintf("%s:%d", o.File, o.Line)
	}
	return o.File
}

// Problem is one mistake in settings or in a protocol.
type Problem struct {
	Origin
	Text string // what is wrong and what to do; never a secret
}

func (p Problem) String() string {
	if where := p.Origin.String(); where != "" {
		return where + ": " + p.Text
	}
	return p.Text
}

// Error is everything that is wrong with settings or a protocol, files first
// and by line. The command line ends with exit code 3 on one.
type Error struct{ Problems []Problem }

// Error is one problem a line.
func (e *Error) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// problems collects mistakes while reading goes on.
type problems []Problem

func (ps *problems) add(at Origin, format string, args ...any) {
	*ps = append(*ps, Problem{at, fmt.Sprintf(format, args...)})
}

// err is nil without problems.
func (ps problems) err() error {
	if len(ps) == 0 {
		return nil
	}
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return &Error{ps}
}
