package main

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// statusLine is one line on standard error that is written over again and
// again, only where a person watches and it takes a while.
type statusLine struct {
	app   *app
	began time.Time // zero before there is anything to tell
	drawn time.Time
	shown int // columns in use now
}

const (
	patience = 500 * time.Millisecond // work shorter than this needs no line
	redraw   = 100 * time.Millisecond
)

// due says whether to write the line now. Between lines of JSON on the same
// terminal there is no place for it.
func (l *statusLine) due() bool {
	a, now := l.app, time.Now()
	if !a.errTTY || a.flags.quiet || a.flags.json && a.outTTY {
		return false
	}
	if l.began.IsZero() {
		l.began = now
	}
	return now.Sub(l.began) >= patience && now.Sub(l.drawn) >= redraw
}

// show writes as many of the parts, the most important first, as the terminal
// has room for; bar, from 0 to 1, where there is room left and it is not
// negative.
func (l *statusLine) show(bar float64, parts ...string) {
	room := l.room()
	text := parts[0]
	for _, part := range parts[1:] {
		if wider := text + " · " + part; part != "" && utf8.RuneCountInString(wider) <= room {
			text = wider
		}
	}
	if cells := min(room-utf8.RuneCountInString(text)-1, 30); bar >= 0 && cells >= 10 {
		full := int(min(bar, 1) * float64(cells))
		text = strings.Repeat("█", full) + strings.Repeat("░", cells-full) + " " + text
	}
	if l.app.ascii() {
		text = strings.NewReplacer("█", "#", "░", "-", "·", "|").Replace(text)
	}
	if n := utf8.RuneCountInString(text); n > room {
		text = string([]rune(text)[:room])
	}
	l.write(text)
	l.drawn = time.Now()
}

// room is how many columns the line may take. The last one stays free: many
// terminals begin a new line after it.
func (l *statusLine) room() int {
	if l.app.errWidth <= 0 {
		return 79
	}
	return max(1, l.app.errWidth-1)
}

func (l *statusLine) write(text string) {
	n := utf8.RuneCountInString(text)
	fmt.Fprint(l.app.err, "\r", text, strings.Repeat(" ", max(0, l.shown-n)))
	l.shown = n
}

// clear leaves nothing of the line.
func (l *statusLine) clear() {
	if l.shown > 0 {
		l.write("")
		fmt.Fprint(l.app.err, "\r")
	}
}

// left is a time still to go, as a person would say it; "" while that can't
// be told.
func left(d time.Duration) string {
	switch {
	case d <= 0:
		return ""
	case d < 100*time.Second:
		return fmt.Sprintf("%.0f s left", max(1, d.Seconds()))
	case d < 100*time.Minute:
		return fmt.Sprintf("%.0f min left", d.Minutes())
	}
	return fmt.Sprintf("%.0f h left", d.Hours())
}
