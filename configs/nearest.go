package configs

import "strings"

// longestWord bounds the work of comparing words; nobody misspells longer ones.
const longestWord = 80

// Nearest is the word that somebody who wrote word most likely meant, "" when
// nothing is near. It is the one with the fewest slips (a letter missing, too
// many, wrong, or swapped with its neighbour: the Damerau-Levenshtein
// distance) if they are no more than a third of the letters; else the one that
// begins alike, so that "quads" finds "quadriceps". Case doesn't count.
func Nearest(word string, words []string) string {
	if w := fewestSlips(word, words); w != "" {
		return w
	}
	return sameBeginning(word, words)
}

func fewestSlips(word string, words []string) string {
	a := letters(word)
	if len(a) == 0 || len(a) > longestWord {
		return ""
	}
	best, least := "", longestWord
	for _, w := range words {
		b := letters(w)
		if len(b) > longestWord {
			continue
		}
		if d := slips(a, b); d < least && d <= max(1, max(len(a), len(b))/3) {
			best, least = w, d
		}
	}
	// A word of one or two letters is near to nearly everything.
	if least > 0 && len(a) < 3 {
		return ""
	}
	return best
}

// sameBeginning asks for at least three letters in common, and at least half
// of the word.
func sameBeginning(word string, words []string) string {
	a := letters(word)
	best, most := "", max(3, (len(a)+1)/2)-1
	for _, w := range words {
		b := letters(w)
		n := 0
		for n < min(len(a), len(b)) && a[n] == b[n] {
			n++
		}
		if n > most {
			best, most = w, n
		}
	}
	return best
}

func letters(word string) []rune { return []rune(strings.ToLower(word)) }

// slips is the Damerau-Levenshtein distance (optimal string alignment). Three
// rows of the table are enough: a swap looks back two.
func slips(a, b []rune) int {
	before, above, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := range a {
		row[0] = i + 1
		for j := range b {
			wrong := 1
			if a[i] == b[j] {
				wrong = 0
			}
			row[j+1] = min(above[j+1]+1, row[j]+1, above[j]+wrong)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, above, row = above, row, before
	}
	return above[len(b)]
}
