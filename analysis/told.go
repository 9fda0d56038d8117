package analysis

// Told is what is known of a recording beside what its original says: from
// where the original came, and what stood beside it there. Any of it may be
// "".
type Told struct {
	Provenance Provenance
	Sport      Sport // serves where the original names none
	SubSport   string
	SourceID   string    // see Run
	Integrity  Integrity // of the original, by what it came in
}

// With is the run with what is told of it. Of what was told twice the better
// provenance, the first sport, the lesser source id and the worse integrity
// hold, so that all but a sport that is told in two ways doesn't depend on
// what was told first.
func (r Run) With(t Told) Run {
	if t.Provenance != "" && (r.Provenance == "" || provenanceRank(t.Provenance) < provenanceRank(r.Provenance)) {
		r.Provenance = t.Provenance
	}
	if r.Sport == "" {
		r.Sport = UnknownSport
	}
	switch {
	case r.Sport != UnknownSport || t.Sport == "":
	case t.Sport != UnknownSport:
		r.Sport, r.SubSport = t.Sport, t.SubSport
	case r.SubSport == "": // a name that isn't known says more than none
		r.SubSport = t.SubSport
	}
	if t.SourceID != "" && (r.SourceID == "" || t.SourceID < r.SourceID) {
		r.SourceID = t.SourceID
	}
	r.Integrity = Worse(r.Integrity, t.Integrity)
	return r
}

// Told is what has to be told of the run again when its original is read
// again.
func (r Run) Told() Told {
	return Told{Provenance: r.Provenance, Sport: r.Sport, SubSport: r.SubSport, SourceID: r.SourceID, Integrity: r.Integrity}
}

// Worse is the worse of two; of two as bad the first.
func Worse(a, b Integrity) Integrity {
	if b.damage() > a.damage() {
		return b
	}
	return a
}

// damage orders integrity by how much can't be relied on.
func (i Integrity) damage() int {
	switch i {
	case Partial:
		return 3
	case Truncated:
		return 2
	case BadCRC:
		return 1
	}
	return 0
}
