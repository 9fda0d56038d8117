package main

import (
	"context"
	"errors"
	"strings"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"needled/daemon"
	"needled/daemon/store"
)

func (a *app) backupCommand() *cobra.Command {
	return &cobra.Command{Use: "backup FILE", Short: "Write a whole copy of the store, also while the daemon runs", Args: cobra.ExactArgs(1),
		Long: `Write a whole, consistent copy of the store to a file that doesn't exist yet,
also while the daemon runs. What came from Strava may be kept for days only and
is not in it, nor are tokens: after needled restore, connect Strava again.`,
		Example: "  needled backup needled-2026-11-22.backup",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if err := a.open(ctx); err != nil {
				return err
			}
			if err := a.st.Backup(ctx, args[0]); err != nil {
				return err
			}
			if a.flags.json {
				return a.printJSON(map[string]any{"file": args[0]})
			}
			a.say("Wrote %s. needled restore %s brings it back.", args[0], args[0])
			return nil
		}}
}

func (a *app) restoreCommand() *cobra.Command {
	return &cobra.Command{Use: "restore FILE", Short: "Put a backup in the place of the store", Args: cobra.ExactArgs(1),
		Long: `Put a copy that needled backup wrote in the place of the store. The store that
is there is put aside under another name, which is told, without what came from
Strava, which may be kept for days only, and without tokens. The daemon has to
be stopped first.`,
		Example: "  needled restore needled-2026-11-22.backup",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.configure(); err != nil {
				return err
			}
			return a.restoreBackup(cmd.Context(), args[0])
		}}
}

func (a *app) restoreBackup(ctx context.Context, file string) (err error) {
	if err := makeFolder(a.config.DatabaseURL()); err != nil {
		return err
	}
	lock, err := daemon.TakeLock(a.parts(zerolog.Nop()).LockFile(), "needled restore")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	aside, err := store.RestoreFile(ctx, file, a.config.DatabaseURL(), a.storeOptions())
	if err != nil {
		return err
	}
	if a.flags.json {
		told := map[string]any{"file": file, "aside": nil, "aside_whole": aside.Whole}
		if aside.Path != "" {
			told["aside"] = aside.Path
		}
		return a.printJSON(told)
	}
	a.say("Restored %s to %s.", file, strings.TrimPrefix(a.config.DatabaseURL(), "sqlite:"))
	switch {
	case aside.Whole:
		a.say("What was there is %s now, as it was: it can't be read. Remove it when you need it no more; tokens and runs from Strava may be in it.", aside.Path)
	case aside.Path != "":
		a.say("The store that was there is %s now, without what came from Strava and without tokens.", aside.Path)
	}
	return nil
}
