package storetest

import (
	"context"
	"database/sql"
	"fmt"
)

// Enrol gives each runner of the store in a file but one a person, who lets a
// clinician, by the ID of the person, see their data, and a note of that
// clinician's. Nothing else may write meanwhile.
func Enrol(ctx context.Context, file, but, clinician string) error {
	db, err := sql.Open("sqlite", "file:"+file+"?_txlock=immediate&_pragma=foreign_keys(1)&_pragma=synchronous(0)")
	if err != nil {
		return err
	}
	defer db.Close()
	for _, statement := range []string{
		`INSERT INTO people (id, name, login, password, admin, clinician, runner, created_at)
			SELECT 'person of ' || name, name, name, '', FALSE, FALSE, name, 0 FROM runners WHERE name <> $1 AND $2 <> ''`,
		`INSERT INTO consents (id, runner, clinician, granted_at)
			SELECT 1000000 + ROW_NUMBER() OVER (ORDER BY name), name, $2, 0 FROM runners WHERE name <> $1`,
		`INSERT INTO patient_notes (id, runner, made_by, at, text)
			SELECT 'note on ' || name, name, $2, 0, 'Calf tight on the left.' FROM runners WHERE name <> $1`,
	} {
		if _, err := db.ExecContext(ctx, statement, but, clinician); err != nil {
			return fmt.Errorf("enrolling the runners of %s: %w", file, err)
		}
	}
	return nil
}
