package main

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

const about = `needled compares your runs after a dry-needling treatment with the clinic's
advice: it says which were too early, too long, too hilly or too hard, with the
evidence, and whether and how far you may run today.

It reports what lies outside the clinic's advice. It is not a medical finding.

Settings are optional. They are read from $XDG_CONFIG_HOME/needled/needled.toml
(~/.config where that is not set), else from /etc/needled/needled.toml.`

// root is the command line.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "needled",
		Version:       programVersion(),
		Short:         "Compare runs after dry needling with the clinic's advice",
		Long:          about,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(*cobra.Command, []string) error {
			if u := a.flags.units; u != "" && u != "metric" && u != "imperial" {
				return usage("--units is metric or imperial, not %q", u)
			}
			return nil
		},
	}
	f := root.PersistentFlags()
	f.StringVar(&a.flags.config, "config", "", "settings `file` in place of the usual one")
	f.StringVar(&a.flags.data, "data", "", "`folder` where everything is kept")
	f.StringVar(&a.flags.runner, "runner", "", "`name` of the runner, where there are several")
	f.StringVar(&a.flags.units, "units", "", "`metric|imperial`")
	f.BoolVar(&a.flags.json, "json", false, "print JSON, one value a line")
	f.BoolVar(&a.flags.quiet, "quiet", false, "print only what went wrong")
	f.StringVar(&a.flags.logLevel, "log-level", "", "`trace|debug|info|warn|error`")
	f.BoolVar(&a.flags.noColor, "no-color", false, "no colours")

	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usage("%s; see %s --help", numberError.ReplaceAllString(err.Error(), ": not a number"), cmd.CommandPath())
	})
	root.AddCommand(
		a.demoCommand(), a.ingestCommand(), a.treatmentCommand(), a.checkInCommand(), a.statusCommand(),
		a.runsCommand(), a.showCommand(), a.mergeCommand(), a.splitCommand(), a.editCommand(), a.batchesCommand(), a.exportCommand(), a.reportCommand(), a.reassessCommand(), a.protocolCommand(), a.runnerCommand(),
		a.connectCommand(), a.disconnectCommand(), a.syncCommand(), a.daemonCommand(), a.linkCommand(), a.notifyCommand(), a.backupCommand(), a.restoreCommand(),
		a.doctorCommand(), a.versionCommand(),
		&cobra.Command{Use: "exit-codes", Short: "What the exit codes mean", Long: exitCodesHelp},
	)
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	mistakesAreUsage(root)
	return root
}

// mistakesAreUsage makes wrong arguments, here and below, a usage error.
func mistakesAreUsage(cmd *cobra.Command) {
	if check := cmd.Args; check != nil {
		cmd.Args = func(c *cobra.Command, args []string) error {
			var own *usageError
			switch err := check(c, args); {
			case err == nil || errors.As(err, &own):
				return err
			case c.HasSubCommands():
				return usage("%v; see %s --help", err, c.CommandPath())
			case check(c, nil) == nil:
				return usage("%s takes nothing but flags, not %q; see %s --help", c.CommandPath(), args[0], c.CommandPath())
			default:
				return usage("%s; write it as: %s", wordsGiven(len(args)), useOf(c))
			}
		}
	}
	for _, c := range cmd.Commands() {
		mistakesAreUsage(c)
	}
}

func wordsGiven(n int) string {
	switch n {
	case 0:
		return "nothing was given"
	case 1:
		return "one word was given"
	}
	return fmt.Sprintf("%d words were given", n)
}

// useOf is how a command is written, without its flags.
func useOf(c *cobra.Command) string {
	_, arguments, _ := strings.Cut(c.Use, " ")
	return c.CommandPath() + " " + arguments
}

// numberError is how the flag library says that a value is no number.
var numberError = regexp.MustCompile(`: strconv\..*$`)

// version is set when a release is built.
var version = ""

func programVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && version == "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return cmp.Or(version, "devel")
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if a.flags.json {
				return a.printJSON(map[string]string{"version": programVersion()})
			}
			_, err := fmt.Fprintln(a.out, "needled", programVersion())
			return err
		},
	}
}
