package notify

import (
	"errors"
	"net/textproto"
	"regexp"
	"strconv"

	"github.com/nicholas-fedor/shoutrrr/pkg/util/jsonclient"
)

// statuses are the ways the library's services write an HTTP status into an
// error: "403 Forbidden", "status code: 403", "HTTP 403", and ntfy's own code
// "(40301)", which begins with it.
var statuses = regexp.MustCompile(`\b(4\d\d) [A-Z][a-z]+|(?i:status|code|HTTP)\D{0,12}\b(4\d\d)\b|\((4\d\d)\d\d\)`)

// refused says whether the service itself said no, to which it will most
// likely say no again: a wrong address or token, a topic or chat that is gone.
// All else (no network, a server in trouble, too many messages) may pass.
func refused(err error) bool {
	if e, ok := errors.AsType[*textproto.Error](err); ok { // mail
		return e.Code >= 500
	}
	if e, ok := errors.AsType[jsonclient.Error](err); ok {
		return refusal(e.StatusCode)
	}
	if m := statuses.FindStringSubmatch(err.Error()); m != nil {
		for _, digits := range m[1:] {
			if status, err := strconv.Atoi(digits); err == nil {
				return refusal(status)
			}
		}
	}
	return false
}

// refusal says whether an HTTP status speaks of the request rather than of the
// moment. 408 is a timeout, 425 too early, 429 too many requests.
func refusal(status int) bool {
	return status >= 400 && status < 500 && status != 408 && status != 425 && status != 429
}
