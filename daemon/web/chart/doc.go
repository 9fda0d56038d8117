// Package chart makes the chart of one run: figures for a browser to draw
// (Data, as JSON), a still picture of the same (SVG), and the same in words and
// rows (Alternative, Splits).
//
// It is pure. It knows no positions, since a track holds none.
package chart
