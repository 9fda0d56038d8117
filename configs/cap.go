package configs

import (
	"fmt"
	"strconv"
	"strings"

	"needled/analysis"
)

// ParseCap reads KEY=VALUE, a number of the protocol changed for one
// treatment. Whether it contradicts the other numbers is for
// analysis.Protocol.Conflicts to say once all of them are known.
func ParseCap(s string) (analysis.Key, float64, error) {
	name, text, ok := strings.Cut(s, "=")
	name, text = strings.TrimSpace(name), strings.TrimSpace(text)
	if !ok || name == "" {
		return "", 0, fmt.Errorf("%q is not KEY=VALUE, such as %s=0.5", s, analysis.Run1Share)
	}
	spec, known := analysis.SpecOf(analysis.Key(name))
	if !known {
		return "", 0, fmt.Errorf("%s is not a number of the protocol%s", name, didYouMean(nearestKey(name, protocolKeys())))
	}
	if spec.Measuring {
		return "", 0, fmt.Errorf("%s says how runs are counted or measured, not what is advised; change it in a protocol file", name)
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return "", 0, fmt.Errorf("%s: %q is not a number; write it like %s (%s)", name, text, plain(DefaultProtocol().Value(spec.Key)), spec.Unit)
	}
	if err := spec.Check(v); err != nil {
		return "", 0, err
	}
	return spec.Key, v, nil
}
