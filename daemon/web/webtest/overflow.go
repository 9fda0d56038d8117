package webtest

import (
	"context"
	_ "embed"
	"fmt"
)

//go:embed overflow.js
var overflow string

// Overflows says in words what makes the page scroll sideways, or be cut off,
// at its present width. What scrolls within a box of its own doesn't count.
func Overflows(ctx context.Context) []string {
	b := tabOf(ctx)
	b.Helper()
	return ask[[]string](ctx, fmt.Sprintf("(%s)(%d)", overflow, b.width))
}
