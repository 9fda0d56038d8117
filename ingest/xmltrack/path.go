package xmltrack

import "math"

const (
	earthM = 6_371_000 // mean radius in metres
	// leapMPS is faster than anything a person moves by on the ground: a
	// receiver that finds itself elsewhere, not a distance covered.
	leapMPS = 100
)

// Path adds up the distance between positions.
type Path struct {
	Metres float64
	Leaps  int // steps left out as impossible

	at       float64
	position Position
}

// Position is a place in degrees; the zero Position is none.
type Position struct{ Lat, Lon float64 }

// Known says whether p is a place on Earth. Receivers without a fix write 0, 0.
func (p Position) Known() bool {
	return p != Position{} && math.Abs(p.Lat) <= 90 && math.Abs(p.Lon) <= 180
}

// To is the distance in metres along a great circle (haversine).
func (p Position) To(q Position) float64 {
	const degree = math.Pi / 180
	lat := math.Sin((q.Lat - p.Lat) * degree / 2)
	lon := math.Sin((q.Lon - p.Lon) * degree / 2)
	a := lat*lat + math.Cos(p.Lat*degree)*math.Cos(q.Lat*degree)*lon*lon
	return 2 * earthM * math.Asin(min(math.Sqrt(a), 1))
}

// Begun says whether any position is known.
func (p *Path) Begun() bool { return p.position.Known() }

// Position is the latest.
func (p *Path) Position() Position { return p.position }

// Add goes on to a position, reached at a time in seconds, NaN when unknown.
func (p *Path) Add(at float64, to Position) {
	if !to.Known() {
		return
	}
	if p.Begun() {
		if step := p.position.To(to); step > leapMPS*max(at-p.at, 1) {
			p.Leaps++
		} else {
			p.Metres += step
		}
	}
	p.at, p.position = at, to
}
