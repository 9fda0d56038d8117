package fit

import (
	"fmt"

	tfit "github.com/tormoder/fit"
)

// kindNone stands for no, or an invalid, file type.
const kindNone = tfit.FileTypeInvalid

// isActivity says whether a file of this type holds activities. A summary is
// an activity without records.
func isActivity(kind tfit.FileType) bool {
	return kind == tfit.FileTypeActivity || kind == tfit.FileTypeActivitySummary
}

// mayHoldActivity says whether a file of this type has to be looked into. Some
// devices and programs state no type, or 0, for what is an activity.
func mayHoldActivity(kind tfit.FileType) bool {
	return isActivity(kind) || kind == kindNone || kind == 0
}

// kindName says what a FIT file is that holds no activity.
func kindName(kind tfit.FileType) string {
	if name, ok := kindNames[kind]; ok {
		return name
	}
	if kind >= tfit.FileTypeMfgRangeMin && kind <= tfit.FileTypeMfgRangeMax {
		return "manufacturer's own"
	}
	return fmt.Sprintf("FIT type %d", kind)
}

// kindNames are the types of FIT's profile, and those without a name in it
// that Garmin watches keep and account exports hold.
var kindNames = map[tfit.FileType]string{
	tfit.FileTypeDevice:           "device",
	tfit.FileTypeSettings:         "settings",
	tfit.FileTypeSport:            "sport settings",
	tfit.FileTypeWorkout:          "workout",
	tfit.FileTypeCourse:           "course",
	tfit.FileTypeSchedules:        "schedules",
	8:                             "location",
	tfit.FileTypeWeight:           "weight",
	tfit.FileTypeTotals:           "totals",
	tfit.FileTypeGoals:            "goals",
	tfit.FileTypeBloodPressure:    "blood pressure",
	tfit.FileTypeMonitoringA:      "monitoring",
	tfit.FileTypeMonitoringDaily:  "daily monitoring",
	29:                            "records",
	tfit.FileTypeMonitoringB:      "monitoring",
	tfit.FileTypeSegment:          "segment",
	tfit.FileTypeSegmentList:      "segment list",
	37:                            "clubs",
	38:                            "scorecard",
	tfit.FileTypeExdConfiguration: "display settings",
	41:                            "changelog",
	44:                            "metrics",
	49:                            "sleep",
	61:                            "ECG",
	68:                            "HRV status",
	70:                            "health snapshot",
	73:                            "skin temperature",
}

// sniff is the type of a link, by its first data message; kindNone when that
// is no file_id.
func sniff(data []byte) tfit.FileType {
	if len(data) == 0 {
		return kindNone
	}
	d, took := readDefinition(data)
	if d == nil || d.global != tfit.MesgNumFileId || data[0]&(isCompressed|isDefinition) != isDefinition {
		return kindNone
	}
	msg := data[took:]
	if len(msg) <= d.size || msg[0] != data[0]&localType {
		return kindNone
	}
	return readIdentity(d, msg[1:]).kind
}
