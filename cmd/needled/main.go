// Command needled compares a runner's activities after a dry-needling
// treatment with the clinic's advice. This package parses the command line,
// wires the parts, runs them, and speaks with people; what it prints is made
// by analysis/report, and what it decides by analysis.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	signal.Ignore(syscall.SIGPIPE) // a reader that stops reading is an error like others, after which things are tidied
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	code := run(ctx, os.Args[1:], thisMachine())
	stop()
	os.Exit(code)
}

// run is the whole program: arguments in, exit code out.
func run(ctx context.Context, args []string, m machine) int {
	a := &app{machine: m}
	defer a.close()
	root := a.root()
	root.SetArgs(args)
	root.SetIn(m.in)
	root.SetOut(m.out)
	root.SetErr(m.err)
	return a.exitCode(root.ExecuteContext(ctx))
}
