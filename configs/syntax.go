package configs

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/BurntSushi/toml"
)

var (
	defined = regexp.MustCompile(`^Key '(.+)' (?:has already been defined|was already created and cannot be used as an array)`)
	// bare is a value that was meant as a text: it has no quotes, and is no
	// number.
	bare = regexp.MustCompile(`^[^\s"'\[{#=\\][^"'#\\]*$`)
	// halfHead is the head of a table that lacks brackets at its end.
	halfHead = regexp.MustCompile(`^\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]?\s*(?:#.*)?$`)
)

// notTOML says where a text stops being TOML, and what to do, in the words of
// people rather than of parsers. lines are those of its keys.
func notTOML(err error, text string, lines map[string]int) (line int, why string) {
	parse, ok := errors.AsType[toml.ParseError](err)
	if !ok {
		return 0, err.Error()
	}
	line, why = max(1, parse.Position.Line), strings.TrimSuffix(parse.Message, ".")
	if key := defined.FindStringSubmatch(why); key != nil && lines[key[1]] > 0 && lines[key[1]] < line {
		return line, twice(key[1], lines[key[1]], lineOf(text, line))
	}
	if strings.HasSuffix(why, `but got '\n' instead`) && line > 1 {
		if m := halfHead.FindStringSubmatch(lineOf(text, line-1)); m != nil {
			closing := strings.Repeat("]", len(m[1]))
			return line - 1, fmt.Sprintf("a bracket is missing; write %s%s%s", m[1], m[2], closing)
		}
	}
	if mayHoldSecret(parse.LastKey) || mayHoldSecret(lineOf(text, line)) {
		return line, "something is wrong with this value; a text stands in quotes"
	}
	key, value, assigned := strings.Cut(lineOf(text, line), "=")
	key, value = strings.TrimSpace(key), withoutComment(value)
	switch {
	case why == "strings cannot contain newlines":
		return line, "the quote that ends this text is missing"
	case assigned && value == "":
		return line, "nothing stands after the =; give a value, or put # before the line"
	case assigned && bare.MatchString(value) && strings.Trim(value, "0123456789") != "":
		return line, fmt.Sprintf("a text stands in quotes; write %s = %q", key, value)
	}
	return line, why
}

// twice says that a key or table stands on an earlier line, too.
func twice(key string, before int, line string) string {
	switch line = strings.TrimSpace(line); {
	case strings.HasPrefix(line, "[["):
		return fmt.Sprintf("%s stands on line %d already, without double brackets; write [[%[1]s]] there, too", key, before)
	case strings.HasPrefix(line, "["):
		return fmt.Sprintf("[%s] stands on line %d already; put what follows here below that line", key, before)
	}
	return fmt.Sprintf("%s stands on line %d already; keep one of them", key, before)
}

func withoutComment(value string) string {
	value, _, _ = strings.Cut(value, "#")
	return strings.TrimSpace(value)
}
