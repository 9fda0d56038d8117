package store

import (
	"database/sql/driver"
	"path/filepath"
	"testing"
)

// A connection gives an idle statement away once: two uses of one text at a
// time are two statements.
func TestConnectionKeepsStatements(t *testing.T) {
	db, err := openDB(fileURI(filepath.Join(t.TempDir(), "any.db"), nil))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	line, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	err = line.Raw(func(raw any) error {
		c := raw.(*connection)
		prepare := func() driver.Stmt {
			st, err := c.PrepareContext(t.Context(), `SELECT 1`)
			if err != nil {
				t.Fatal(err)
			}
			return st
		}
		first, second := prepare(), prepare()
		if first == second {
			t.Error("one statement was given away twice")
		}
		for _, st := range []driver.Stmt{first, second} {
			if err := st.Close(); err != nil {
				t.Error(err)
			}
		}
		if len(c.idle) != 1 || prepare() != first || len(c.idle) != 0 {
			t.Errorf("after both were closed %d are idle; the first should be, and be given away again", len(c.idle))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
