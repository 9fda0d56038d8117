package web

// removePage asks by name before something is taken away for good.
type removePage struct {
	Question string   // "Remove the check-in of Tue 3 Mar 2026, 07:30?"
	What     []string // what it is, and what becomes of the rest
	Button   string   // "Remove the check-in"
	Path     string   // where it is done
	Back     string   // where nothing is
}
