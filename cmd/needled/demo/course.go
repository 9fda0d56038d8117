package demo

import (
	"math"
	"math/rand/v2"
	"slices"
)

// hillM is about how long a hill is, up and down, in metres.
const hillM = 1150

// The round lies on open water in the German Bight: nobody lives there.
const (
	centreLat = 54.0
	centreLon = 8.0
	degreeM   = 111_320 // metres a degree of latitude
)

// course is one round of a run: where it goes, and how high.
type course struct {
	lengthM    float64
	marks      []mark // crests and troughs, by distance
	lat, lon   float64
	fromAngle  float64
	baseHeight float64
}

// mark is a turning point of the profile.
type mark struct{ atM, heightM float64 }

// newCourse lays a round of the length and the climb a km given. The hills
// differ a little in length and height, and each is even in grade, so that
// climb and grade tell the same.
func newCourse(rng *rand.Rand, lengthM, climbPerKm float64) course {
	c := course{
		lengthM:    lengthM,
		lat:        centreLat + rng.Float64()/50,
		lon:        centreLon + rng.Float64()/30,
		fromAngle:  rng.Float64() * 2 * math.Pi,
		baseHeight: 8 + 12*rng.Float64(),
	}
	hills := max(1, int(math.Round(lengthM/hillM)))
	each := lengthM / float64(hills)
	c.marks = []mark{{0, c.baseHeight}}
	for i := range hills {
		from := float64(i) * each
		crest := from + each*(0.46+0.08*rng.Float64())
		height := climbPerKm * each / 1000 * (0.94 + 0.12*rng.Float64())
		c.marks = append(c.marks, mark{crest, c.baseHeight + height}, mark{from + each, c.baseHeight})
	}
	return c
}

// slope is the stretch between two marks that holds the point at m metres.
func (c course) slope(m float64) (from, to mark) {
	i, _ := slices.BinarySearchFunc(c.marks, m, func(k mark, m float64) int {
		if k.atM <= m {
			return -1
		}
		return 1
	})
	i = min(max(i, 1), len(c.marks)-1)
	return c.marks[i-1], c.marks[i]
}

// height is the altitude at m metres, in metres.
func (c course) height(m float64) float64 {
	from, to := c.slope(m)
	return from.heightM + (to.heightM-from.heightM)*(min(m, to.atM)-from.atM)/(to.atM-from.atM)
}

// gradePct is the grade at m metres, in percent.
func (c course) gradePct(m float64) float64 {
	from, to := c.slope(m)
	return 100 * (to.heightM - from.heightM) / (to.atM - from.atM)
}

// climbed is how many metres go up, and how many down, from the start to m
// metres.
func (c course) climbed(m float64) (up, down float64) {
	last := c.marks[0].heightM
	for _, k := range c.marks[1:] {
		h := k.heightM
		if k.atM > m {
			h = c.height(m)
		}
		up += max(0, h-last)
		down += max(0, last-h)
		if k.atM > m {
			break
		}
		last = h
	}
	return up, down
}

// position is where the point at m metres lies, in degrees.
func (c course) position(m float64) (lat, lon float64) {
	radius := c.lengthM / (2 * math.Pi)
	sin, cos := math.Sincos(c.fromAngle + m/radius)
	lat = c.lat + radius*cos/degreeM
	return lat, c.lon + radius*sin/(degreeM*math.Cos(c.lat*math.Pi/180))
}
