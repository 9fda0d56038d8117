package fit

import tfit "github.com/tormoder/fit"

// field is a field of the FIT profile as tormoder knows it: its number, the
// bytes of one element, and its base type.
type field struct{ num, size, base byte }

// Base types of the FIT protocol that the fields below have.
const (
	baseEnum   = 0x00
	baseUint8  = 0x02
	baseSint16 = 0x83
	baseUint16 = 0x84
	baseUint32 = 0x86
)

// timestamp is decoded of every message that is kept but records, whose times
// the filter knows already. It comes first, since tormoder reads the local time
// of an activity message as a distance from the last timestamp it met.
var timestamp = field{253, 4, baseUint32}

// kept lists all that is decoded; everything else is dropped before, which is
// most of a file. Two fields stay out on purpose: tormoder expands the
// compressed speed and distance (8) and the cycles (18) of records by way of
// package variables, which gives wrong distances and is a data race.
var kept = map[tfit.MesgNum][]field{
	tfit.MesgNumActivity: {
		{5, 4, baseUint32}, // local_timestamp
	},
	tfit.MesgNumSession: {
		{2, 4, baseUint32},   // start_time
		{5, 1, baseEnum},     // sport
		{6, 1, baseEnum},     // sub_sport
		{7, 4, baseUint32},   // total_elapsed_time
		{8, 4, baseUint32},   // total_timer_time
		{9, 4, baseUint32},   // total_distance
		{14, 2, baseUint16},  // avg_speed
		{16, 1, baseUint8},   // avg_heart_rate
		{17, 1, baseUint8},   // max_heart_rate
		{22, 2, baseUint16},  // total_ascent
		{23, 2, baseUint16},  // total_descent
		{124, 4, baseUint32}, // enhanced_avg_speed
	},
	tfit.MesgNumLap: {
		{2, 4, baseUint32},  // start_time
		{7, 4, baseUint32},  // total_elapsed_time
		{9, 4, baseUint32},  // total_distance
		{23, 1, baseEnum},   // intensity
		{25, 1, baseEnum},   // sport
		{71, 2, baseUint16}, // wkt_step_index
	},
	tfit.MesgNumRecord: {
		{2, 2, baseUint16},  // altitude
		{3, 1, baseUint8},   // heart_rate
		{5, 4, baseUint32},  // distance
		{6, 2, baseUint16},  // speed
		{9, 2, baseSint16},  // grade
		{73, 4, baseUint32}, // enhanced_speed
		{78, 4, baseUint32}, // enhanced_altitude
	},
	tfit.MesgNumEvent: {
		{0, 1, baseEnum}, // event
		{1, 1, baseEnum}, // event_type
	},
}

// fits says whether a field defined with this base type and size holds at
// least one element that reads as f. Devices and programs write one-byte event
// data, arrays where the profile has a number, and base types without their
// high bit; only the low bits of the base type are trusted.
func (f field) fits(base, size byte) bool {
	elem, signed := integer(base)
	_, want := integer(f.base)
	return elem == f.size && signed == want && size >= elem && size%elem == 0
}

// integer is the size of an integer base type, and whether it has a sign; 0
// for strings, floating point and 64 bits, none of which is read.
func integer(base byte) (size byte, signed bool) {
	switch base & 0x1F {
	case 0, 2, 10, 13: // enum, uint8, uint8z, byte
		return 1, false
	case 4, 11: // uint16, uint16z
		return 2, false
	case 6, 12: // uint32, uint32z
		return 4, false
	case 1:
		return 1, true
	case 3:
		return 2, true
	case 5:
		return 4, true
	}
	return 0, false
}
