package chart

import "needled/analysis"

// reader is how the reader measures.
type reader struct {
	words    Units
	perLong  float64 // metres a kilometre or mile
	perShort float64 // metres a metre or foot
}

func readerOf(u analysis.Units) reader {
	if u == analysis.Imperial {
		return reader{Units{"mi", "ft", "/mi", "beats/min", "%"}, 1609.344, 0.3048}
	}
	return reader{Units{"km", "m", "/km", "beats/min", "%"}, 1000, 1}
}
