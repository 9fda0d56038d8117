// Package xmltrack is what the readers of GPX and TCX have in common: a stream
// of XML elements that reads on where a strict parser gives up, times and
// numbers as devices write them, distance from positions, and sports by name.
//
// A document is never held as a tree, and nothing in it is expanded: entities
// of its own stand for nothing, and what they would pull in is never fetched.
package xmltrack
