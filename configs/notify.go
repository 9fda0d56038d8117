package configs

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"
)

var span = regexp.MustCompile(`^([01]?\d|2[0-3]):([0-5]\d) *(?:-|–) *(?:([01]?\d|2[0-3]):([0-5]\d)|(24):(00))$`)

// quiet takes two times of day, "22:00-07:00", or nothing.
func quiet(v string) (Quiet, error) {
	if v == "" || v == "off" {
		return Quiet{}, nil
	}
	m := span.FindStringSubmatch(v)
	if m == nil {
		return Quiet{}, fmt.Errorf(`%q is not two times of day, such as "22:00-07:00", nor "" for no quiet hours`, v)
	}
	q := Quiet{From: clock(m[1], m[2]), To: clock(m[3]+m[5], m[4]+m[6]) % (24 * time.Hour)}
	if q.From == q.To {
		return Quiet{}, fmt.Errorf("%q begins and ends at the same time; write \"\" for no quiet hours, or no notify.urls for no messages at all", v)
	}
	return q, nil
}

// clock is a time of day that the pattern has checked.
func clock(hours, minutes string) time.Duration {
	h, _ := strconv.Atoi(hours)
	m, _ := strconv.Atoi(minutes)
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
}

// mostSilentDays is as long as a recovery can be.
const mostSilentDays = 21

func silentDays(to *int, v string) error {
	n, err := strconv.Atoi(v)
	if err != nil || n < 0 || n > mostSilentDays {
		return fmt.Errorf("%q is not a whole number of days from 0 (never) to %d", v, mostSilentDays)
	}
	*to = n
	return nil
}

// runnerName takes a name; whether there is such a runner is for the store to
// say.
func runnerName(to *string, v string) error {
	if hasControl(v) {
		return errors.New("holds more than one line; a runner's name is wanted, as needled runner list shows it")
	}
	*to = v
	return nil
}
