package web

import "needled/analysis"

// messages is what the part "messages" of the settings is given: where a
// runner wants to be told of runs, with the form as it was entered.
func (v *visit) messages(r analysis.Runner, f *form) (any, error) { return v.messagesSection(r, f) }
