package stravacsv

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

var errDate = errors.New("no date that can be read")

// parseDate reads a date with its time of day as lists have it, in UTC:
// "2018-09-12 15:02:23", "Sep 12, 2018, 3:02:23 PM", "12.09.2018, 15:02:23",
// "12 sept. 2018 à 15:02:23", "2018/09/12 15:02:23", "2018年9月12日 15:02:23".
// It looks at the numbers and the words between them, whatever separates
// them. Of two numbers before the year the day comes first, as in every
// language that writes months as numbers there, unless it can't be.
func parseDate(s string) (time.Time, error) {
	numbers, words := split(s)
	var month time.Month
	noon := 0 // 1 before, 2 after
	for _, w := range words {
		if m, ok := monthNamed(w); ok && month == 0 {
			month = m
		}
		if n := halves[w]; n != 0 {
			noon = n
		}
	}
	before := 3 // numbers of the date
	if month != 0 {
		before = 2
	}
	if len(numbers) < before+2 || len(numbers) > before+3 || slices.Min(numbers) < 0 {
		return time.Time{}, errDate
	}
	year, day := 0, 0
	switch d := numbers[:before]; {
	case month != 0 && d[0] > 31:
		year, day = d[0], d[1]
	case month != 0:
		day, year = d[0], d[1]
	case d[0] > 31:
		year, month, day = d[0], time.Month(d[1]), d[2]
	case d[1] > 12:
		month, day, year = time.Month(d[0]), d[1], d[2]
	default:
		day, month, year = d[0], time.Month(d[1]), d[2]
	}
	clock := append(numbers[before:], 0)
	hour, minute, second := clock[0], clock[1], clock[2]
	if noon != 0 {
		if hour < 1 || hour > 12 {
			return time.Time{}, errDate
		}
		hour = hour%12 + 12*(noon-1)
	}
	t := time.Date(year, month, day, hour, minute, second, 0, time.UTC)
	if year < 1970 || year > 9999 || t.Month() != month || t.Day() != day || hour > 23 || minute > 59 || second > 60 {
		return time.Time{}, errDate
	}
	return t, nil
}

// split takes the numbers and the words out of a date. A number longer than
// a year has no place in one.
func split(s string) (numbers []int, words []string) {
	isWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) }
	s = strings.ToLower(s)
	for s != "" {
		r := []rune(s)[0]
		switch {
		case unicode.IsDigit(r):
			run := s[:leading(s, unicode.IsDigit)]
			n, err := strconv.Atoi(run)
			if err != nil || len(run) > 4 {
				n = -1
			}
			numbers, s = append(numbers, n), s[len(run):]
		case isWord(r):
			// "p.m." is one word.
			run := s[:leading(s, isWord)]
			rest := strings.TrimLeft(strings.TrimPrefix(s[len(run):], "."), " \u00a0\u202f")
			if (run == "a" || run == "p") && strings.HasPrefix(rest, "m.") {
				words, s = append(words, run+"m"), rest[2:]
				continue
			}
			words, s = append(words, run), s[len(run):]
		default:
			s = s[len(string(r)):]
		}
	}
	return numbers, words
}

func leading(s string, is func(rune) bool) int {
	if i := strings.IndexFunc(s, func(r rune) bool { return !is(r) }); i >= 0 {
		return i
	}
	return len(s)
}

// halves are the words for the halves of the day: 1 before noon, 2 after.
var halves = map[string]int{
	"am": 1, "pm": 2, "午前": 1, "午後": 2, "上午": 1, "下午": 2, "오전": 1, "오후": 2,
}

// monthNamed knows the months by their first letters in the languages that
// lists come in.
func monthNamed(word string) (time.Month, bool) {
	letters := []rune(word)
	for n := min(4, len(letters)); n >= 3; n-- {
		if m, ok := months[string(letters[:n])]; ok {
			return m, true
		}
	}
	return 0, false
}

var months = func() map[string]time.Month {
	byMonth := [12]string{
		"jan gen ene sty янв",
		"feb fév fev lut фев",
		"mar mär mrt мар",
		"apr avr abr kwi апр",
		"may mai mei mag maj мая май",
		"jun juin giu cze июн",
		"jul juil lug lip июл",
		"aug aoû aou ago sie авг",
		"sep set wrz сен",
		"oct okt ott out paź окт",
		"nov lis ноя",
		"dec déc dez dic des gru дек",
	}
	all := map[string]time.Month{}
	for i, names := range byMonth {
		for name := range strings.FieldsSeq(names) {
			all[name] = time.Month(i + 1)
		}
	}
	return all
}()
