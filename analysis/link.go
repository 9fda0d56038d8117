package analysis

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
)

// LinkRevision changes when SameRun or Link decide something differently, or an
// older needled may have left recordings linked otherwise than they decide, so
// that what it linked is linked again.
const LinkRevision = "link-4"

// RecordingKey names a recording for good: it comes back with its original.
type RecordingKey struct {
	Original Sum
	Leg      int
}

// Key is the recording's name.
func (r Recording) Key() RecordingKey { return RecordingKey{r.Original, r.Leg} }

// Compare orders names.
func (k RecordingKey) Compare(other RecordingKey) int {
	return cmp.Or(bytes.Compare(k.Original[:], other.Original[:]), cmp.Compare(k.Leg, other.Leg))
}

// Ruling is a person's word on two recordings of a runner: that they are one
// run, or that they are two.
type Ruling struct {
	A, B RecordingKey
	Same bool
}

// Linked is a run: its recordings, as indexes into what Link was given, the
// lead first.
type Linked struct {
	Recordings []int
	// Rival is the index, in Link's answer, of a run that this one may be
	// another account of; -1 without one. The rival counts, this run is kept
	// aside until a person settles it.
	Rival int
	// Question is what a person has to look at; "" without a rival.
	Question Question
}

// Link sorts recordings of one runner into runs.
//
// What a person ruled holds: recordings ruled the same are one run from the
// start, and those ruled apart never come into one. Where rulings contradict
// each other the later one holds. Recordings of one source id are one run
// wherever they lie in time, unless they were ruled apart. For the rest, going
// from the best recording to the least, each joins a run whose lead it matches
// (or one of the recordings put together so), or becomes a run of its own. So of a doubtful pair it is always the better one that counts, and
// the answer doesn't depend on the order of arrival.
func Link(recordings []Recording, rulings ...Ruling) []Linked {
	l := newLinking(recordings, rulings)
	for _, party := range l.parties() {
		l.place(party)
	}
	slices.SortFunc(l.runs, func(a, b linkedRun) int { return l.compare(a.lead(), b.lead()) })
	linked := make([]Linked, len(l.runs))
	for i, run := range l.runs {
		linked[i] = Linked{Recordings: run.members, Rival: -1}
		for k := range i {
			if linked[k].Rival >= 0 || recordings[l.runs[k].lead()].Run.Doubt != "" {
				continue
			}
			if match, question := l.match(run, l.runs[k]); match == Doubtful {
				linked[i].Rival, linked[i].Question = k, question
				break
			}
		}
	}
	return linked
}

// linking is one Link under way. Recordings go by their index.
type linking struct {
	recordings []Recording
	party      []int           // the recordings that are put together share a number
	apart      map[[2]int]bool // pairs a person ruled to be two runs, both ways round
	runs       []linkedRun
}

// linkedRun is a run so far. Its members come best first.
type linkedRun struct {
	members []int
	given   []int // those that are one run by a person's word or a source id
}

func (r linkedRun) lead() int { return r.members[0] }

// faces are the members that others are compared with.
func (r linkedRun) faces() []int {
	if slices.Contains(r.given, r.lead()) {
		return r.given
	}
	return append([]int{r.lead()}, r.given...)
}

func newLinking(recordings []Recording, rulings []Ruling) *linking {
	l := &linking{recordings: recordings, party: make([]int, len(recordings)), apart: map[[2]int]bool{}}
	index := make(map[RecordingKey]int, len(recordings))
	for i, r := range recordings {
		l.party[i], index[r.Key()] = i, i
	}
	for _, r := range slices.Backward(rulings) {
		a, here := index[r.A]
		b, too := index[r.B]
		switch {
		case !here || !too || l.party[a] == l.party[b]:
		case !r.Same:
			l.apart[[2]int{a, b}], l.apart[[2]int{b, a}] = true, true
		default:
			l.unite(a, b)
		}
	}
	l.uniteSources()
	return l
}

// unite puts the parties of two recordings together, if they may be.
func (l *linking) unite(a, b int) bool {
	if !l.compatible(l.partyOf(a), l.partyOf(b)) {
		return false
	}
	from, to := l.party[b], l.party[a]
	for i := range l.party {
		if l.party[i] == from {
			l.party[i] = to
		}
	}
	return true
}

// uniteSources puts recordings of one source id together. Each joins the best
// that it may join.
func (l *linking) uniteSources() {
	sources := map[string][]int{}
	for i, r := range l.recordings {
		if id := r.Run.SourceID; id != "" {
			sources[id] = append(sources[id], i)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(sources)) {
		same := sources[id]
		slices.SortFunc(same, l.compare)
		for n, b := range same {
			for _, a := range same[:n] {
				if l.party[a] == l.party[b] || l.unite(a, b) {
					break
				}
			}
		}
	}
}

func (l *linking) partyOf(i int) []int {
	var party []int
	for k := range l.party {
		if l.party[k] == l.party[i] {
			party = append(party, k)
		}
	}
	return party
}

// compatible says whether recordings may be of one run at all: no two are
// legs of one original, and nobody ruled them apart.
func (l *linking) compatible(as, bs []int) bool {
	for _, a := range as {
		for _, b := range bs {
			if l.apart[[2]int{a, b}] || l.recordings[a].Original == l.recordings[b].Original {
				return false
			}
		}
	}
	return true
}

func (l *linking) compare(a, b int) int { return compareRecordings(l.recordings[a], l.recordings[b]) }

// parties are the recordings in the order they are placed: those that are put
// together, then each of the others, the best first. The recordings of a party
// come best first, too.
func (l *linking) parties() [][]int {
	together := map[int][]int{}
	for i := range l.recordings {
		together[l.party[i]] = append(together[l.party[i]], i)
	}
	parties := make([][]int, 0, len(together))
	for _, party := range together {
		slices.SortFunc(party, l.compare)
		parties = append(parties, party)
	}
	slices.SortFunc(parties, func(a, b []int) int {
		return cmp.Or(cmp.Compare(truth(len(a) == 1), truth(len(b) == 1)), l.compare(a[0], b[0]))
	})
	return parties
}

// place puts a party into the run it matches whose lead is the best, else into
// a run of its own.
func (l *linking) place(party []int) {
	own := linkedRun{members: party}
	if len(party) > 1 {
		own.given = party
	}
	best := -1
	for k, run := range l.runs {
		if best >= 0 && l.compare(l.runs[best].lead(), run.lead()) < 0 || !l.compatible(party, run.members) {
			continue
		}
		if match, _ := l.match(own, run); match == Same {
			best = k
		}
	}
	if best < 0 {
		l.runs = append(l.runs, own)
		return
	}
	run := &l.runs[best]
	run.members = slices.Concat(run.members, party)
	slices.SortFunc(run.members, l.compare)
	run.given = slices.Concat(run.given, own.given)
}

// match is the closest that faces of two runs come to each other.
func (l *linking) match(a, b linkedRun) (Match, Question) {
	closest, question := Distinct, Question("")
	for _, i := range a.faces() {
		for _, k := range b.faces() {
			switch match, q := compare(l.recordings[i], l.recordings[k]); {
			case match == Same:
				return Same, ""
			case match == Doubtful && closest == Distinct:
				closest, question = Doubtful, q
			}
		}
	}
	if closest == Doubtful && l.ruledApart(a, b) {
		return Distinct, ""
	}
	return closest, question
}

func (l *linking) ruledApart(a, b linkedRun) bool {
	for _, i := range a.members {
		for _, k := range b.members {
			if l.apart[[2]int{i, k}] {
				return true
			}
		}
	}
	return false
}
