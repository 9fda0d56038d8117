package main

import (
	"github.com/spf13/cobra"

	"needled/analysis/report"
	"needled/configs"
)

func (a *app) protocolCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "protocol", Short: "Show the clinic's protocol, or check a file", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(
		&cobra.Command{Use: "show", Short: "Show the protocol in force, each number with its source", Args: cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error {
				if err := a.configure(); err != nil {
					return err
				}
				if a.flags.json {
					return a.printJSON(report.NewProtocolJSON(a.protocol))
				}
				return report.Protocol(a.out, report.Style{Color: a.colors(), Width: a.width}, a.protocol)
			}},
		&cobra.Command{Use: "check FILE", Short: "Check a clinic's own protocol file", Args: cobra.ExactArgs(1),
			RunE: func(_ *cobra.Command, args []string) error {
				p, err := configs.LoadProtocol(args[0])
				if err != nil {
					return err
				}
				if a.flags.json {
					return a.printJSON(report.NewProtocolJSON(p))
				}
				changed := 0
				standard := configs.DefaultProtocol()
				for key, n := range p.Numbers {
					if n.Value != standard.Value(key) {
						changed++
					}
				}
				a.say("%s is valid: %s %s, %d of %d numbers differ from the default.", args[0], p.Name, p.Version, changed, len(p.Numbers))
				return nil
			}},
	)
	return cmd
}

func (a *app) reassessCommand() *cobra.Command {
	return &cobra.Command{Use: "reassess", Short: "Judge every run again", Args: cobra.NoArgs,
		Long: "Judge every run again by the protocol in force. Commands that show verdicts do\nthis by themselves when the protocol has changed.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if err := a.open(ctx); err != nil {
				return err
			}
			r, err := a.runner(ctx)
			if err != nil {
				return err
			}
			if err := a.st.Reassess(ctx, r.Name, nil); err != nil {
				return err
			}
			a.say("Every run of %s was judged again by %s %s.", r.Name, a.protocol.Name, a.protocol.Version)
			return nil
		}}
}
