package fit

import (
	"cmp"
	"errors"
	"math"

	tfit "github.com/tormoder/fit"

	"needled/analysis"
)

// Bits of the header byte of a message.
const (
	isCompressed  = 0x80 // a data message whose timestamp is five bits of this byte
	isDefinition  = 0x40
	developerData = 0x20
	localType     = 0x0F
)

const (
	noTime    = math.MaxUint32 // an absent timestamp
	maxSports = 100            // sport messages that are noted; there is one a leg
)

// budget is what a file may still ask of memory and time. The links of a chain
// share it.
type budget struct{ files, sessions, records, definitions, others int }

// spend takes one of what is left of a budget.
func spend(left *int) error {
	if *left--; *left < 0 {
		return errBudget
	}
	return nil
}

var errBudget = errors.New("too much for one file")

// filter reads the messages of a link once and passes on what tormoder shall
// decode: records in batches, so that memory stays small, and the rest at the
// end.
type filter struct {
	left  *budget
	defs  [localType + 1]*definition
	clock uint32 // the last timestamp, 0 before the first
	batch []byte // records waiting to be decoded
	times []uint32
	rest  []byte // the other messages
	filtered
}

// filtered is what the filter and tormoder made of a link.
type filtered struct {
	read    int               // bytes of data that could be read
	samples []analysis.Sample // one a record, in the order of the file; AtS is Unix time
	file    *tfit.ActivityFile

	recordCount      int // len(samples), as they came
	recordsAtSession int // records before the last session
	untimed          int // records left out because they have no timestamp

	// What tormoder does not give in activity files.
	id     identity
	sports []sportSetting // one a leg
	steps  []analysis.Step
}

// sift passes the messages of a link through the filter and tormoder, up to
// the first that can't be read whole.
func sift(data []byte, left *budget) (filtered, error) {
	f := filter{left: left, rest: newFile(nil)}
	f.id.kind = kindNone
	err := f.flush()
	for took := 1; err == nil && took > 0 && f.read < len(data); f.read += took {
		took, err = f.message(data[f.read:])
	}
	if err == nil {
		err = f.flush()
	}
	if err == nil {
		f.file, err = decode(f.rest)
	}
	f.recordCount = len(f.samples)
	return f.filtered, err
}

// message reads the message at the beginning of b and says how many bytes it
// took, 0 when there is no whole one.
func (f *filter) message(b []byte) (took int, err error) {
	header := b[0]
	local := header & localType
	if header&isCompressed != 0 {
		local = header >> 5 & 3
	} else if header&isDefinition != 0 {
		return f.define(b, local)
	}
	d := f.defs[local]
	if d == nil || len(b) <= d.size {
		return 0, nil
	}
	msg := b[1 : 1+d.size]
	at := f.tick(header, d, msg)
	switch {
	case !d.keep:
		f.note(d, msg)
	case d.global == tfit.MesgNumRecord && at == noTime:
		f.untimed++
	case d.global == tfit.MesgNumRecord:
		f.batch = d.appendCopy(append(f.batch, local), msg)
		if f.times = append(f.times, at); len(f.times) == batchSize {
			err = f.flush()
		}
		err = cmp.Or(err, spend(&f.left.records))
	case d.global == tfit.MesgNumEvent && !isTimer(d, msg):
	default:
		if d.global == tfit.MesgNumSession {
			f.recordsAtSession = len(f.samples) + len(f.times)
			err = spend(&f.left.sessions)
		}
		f.rest = d.appendCopy(d.appendTime(append(f.rest, local), at), msg)
		err = cmp.Or(err, spend(&f.left.others))
	}
	return 1 + d.size, err
}

func (f *filter) define(b []byte, local byte) (took int, err error) {
	d, took := readDefinition(b)
	if d == nil {
		return 0, nil
	}
	f.defs[local] = d
	if wire := d.narrow(local); d.global == tfit.MesgNumRecord {
		f.batch = append(f.batch, wire...)
		if f.samples == nil {
			f.samples = make([]analysis.Sample, 0, min(len(b)/(1+d.size), 1<<14))
		}
	} else {
		f.rest = append(f.rest, wire...)
	}
	return took, spend(&f.left.definitions)
}

// tick is the timestamp of a message, noTime without one. A compressed one
// counts seconds, modulo 32, since the last timestamp of any message.
func (f *filter) tick(header byte, d *definition, msg []byte) uint32 {
	if d.stamp >= 0 {
		if t := d.uint32(msg[d.stamp:]); t != noTime {
			f.clock = t
			return t
		}
	}
	if header&isCompressed == 0 || f.clock == 0 {
		return noTime
	}
	f.clock += (uint32(header) - f.clock) & 0x1F
	return f.clock
}

// note reads the messages that tormoder does not give in activity files.
func (f *filter) note(d *definition, msg []byte) {
	switch d.global {
	case tfit.MesgNumFileId:
		if f.id.kind == kindNone {
			f.id = readIdentity(d, msg)
		}
	case tfit.MesgNumSport:
		if len(f.sports) < maxSports {
			f.sports = append(f.sports, readSportSetting(d, msg))
		}
	case tfit.MesgNumWorkoutStep:
		f.steps = addStep(f.steps, d, msg)
	}
}

func isTimer(d *definition, msg []byte) bool {
	v, ok := d.number(msg, 0)
	return ok && tfit.Event(v) == tfit.EventTimer
}
