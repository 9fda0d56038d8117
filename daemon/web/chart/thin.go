package chart

import "math"

// MostPoints is how many rows a chart has at most.
const MostPoints = 1200

// keptOfBucket is the most rows that are kept of a bucket: of each of three
// lines its lowest, its highest, and where it is interrupted.
const keptOfBucket = 9

// thinned leaves out rows until there are at most so many. The rows are cut
// into buckets of equal count, and of each bucket those stay at which a line
// is lowest or highest, so that every peak stays, and the first at which a
// line is interrupted; so do the first row and the last.
func (r rows) thinned(most int) rows {
	n := len(r.t)
	if n <= most {
		return r
	}
	buckets := max((most-2)/keptOfBucket, 1)
	keep := make([]bool, n)
	keep[0], keep[n-1] = true, true
	for b := range buckets {
		from, to := b*n/buckets, (b+1)*n/buckets
		for _, line := range [][]float64{r.altitude, r.pace, r.heartRate} {
			keepExtremes(keep[from:to], line[from:to])
		}
	}
	var out rows
	for i, kept := range keep {
		if kept {
			out.add(r.t[i], r.distance[i], r.altitude[i], r.pace[i], r.heartRate[i], r.grade[i])
		}
	}
	return out
}

func keepExtremes(keep []bool, line []float64) {
	low, high, gap := -1, -1, -1
	for i, v := range line {
		switch {
		case math.IsNaN(v):
			if gap < 0 {
				gap = i
			}
			continue
		case low < 0:
			low, high = i, i
		case v < line[low]:
			low = i
		case v > line[high]:
			high = i
		}
	}
	for _, i := range []int{low, high, gap} {
		if i >= 0 {
			keep[i] = true
		}
	}
}
