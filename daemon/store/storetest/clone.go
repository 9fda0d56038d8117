// Package storetest fills stores for tests and benchmarks faster than taking
// runs in does.
package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	_ "modernc.org/sqlite" // what stores are kept in
)

// Clone copies a runner of the store in a file n times, with treatments,
// check-ins, runs and what is kept of them, but without measures: clones can
// be looked at, not judged anew. The originals are those of the runner. The
// names are given by name. Nothing else may write meanwhile.
func Clone(ctx context.Context, file, runner string, n int, name func(i int) string) error {
	db, err := sql.Open("sqlite", "file:"+file+"?_txlock=immediate&_pragma=foreign_keys(0)&_pragma=synchronous(0)")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	t, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer t.Rollback()
	c := cloning{t: t, runner: runner}
	for _, table := range []string{"runners", "batches", "treatments", "checkins", "runs", "recordings", "verdicts", "recoveries", "roster"} {
		if err := c.read(ctx, table); err != nil {
			return fmt.Errorf("reading the %s of %s: %w", table, runner, err)
		}
	}
	if err := c.number(ctx); err != nil {
		return err
	}
	for i := range n {
		if err := c.write(ctx, i, name(i)); err != nil {
			return fmt.Errorf("clone %d of %s: %w", i, runner, err)
		}
	}
	return t.Commit()
}

// cloning is one Clone under way.
type cloning struct {
	t      *sql.Tx
	runner string
	tables []table
	ids    []string // of what has to have others in a clone
	first  int64    // a number above all there are
}

// table is the rows of the runner in one table.
type table struct {
	name    string
	columns []string
	rows    [][]any
	insert  *sql.Stmt
}

func (c *cloning) read(ctx context.Context, name string) error {
	key := "runner"
	if name == "runners" {
		key = "name"
	}
	found, err := c.t.QueryContext(ctx, `SELECT * FROM `+name+` WHERE `+key+` = $1`, c.runner)
	if err != nil {
		return err
	}
	defer found.Close()
	t := table{name: name}
	if t.columns, err = found.Columns(); err != nil {
		return err
	}
	for found.Next() {
		values, into := make([]any, len(t.columns)), make([]any, len(t.columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := found.Scan(into...); err != nil {
			return err
		}
		for i, column := range t.columns {
			if id, ok := values[i].(string); ok && column == "id" && !slices.Contains(c.ids, id) {
				c.ids = append(c.ids, id)
			}
		}
		t.rows = append(t.rows, values)
	}
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(t.columns)), ", ")
	if t.insert, err = c.t.PrepareContext(ctx, `INSERT INTO `+name+` VALUES (`+marks+`)`); err != nil {
		return err
	}
	c.tables = append(c.tables, t)
	return found.Err()
}

// number finds numbers for the clones, above those that are given.
func (c *cloning) number(ctx context.Context) error {
	return c.t.QueryRowContext(ctx, `SELECT COALESCE(MAX(seq), 0) + 1 FROM recordings`).Scan(&c.first)
}

func (c *cloning) write(ctx context.Context, i int, name string) error {
	ids := map[string]string{}
	quoted := make([]string, 0, 2*len(c.ids))
	for k, id := range c.ids {
		ids[id] = idOf(id, c.first+int64(i*len(c.ids)+k))
		quoted = append(quoted, `"`+id+`"`, `"`+ids[id]+`"`)
	}
	inJSON := strings.NewReplacer(append(quoted, `"`+c.runner+`"`, `"`+name+`"`)...)
	for _, t := range c.tables {
		for _, row := range t.rows {
			values := make([]any, len(row))
			for k, value := range row {
				values[k] = value
				text, isText := value.(string)
				switch column := t.columns[k]; {
				case column == "runner", column == "name":
					values[k] = name
				case column == "search":
					values[k] = strings.ToLower(name)
				case column == "document", column == "verdict":
					values[k] = inJSON.Replace(text)
				case column == "seq", column == "lead":
					values[k] = value.(int64) + c.first*int64(i+1)
				case isText && ids[text] != "":
					values[k] = ids[text]
				}
			}
			if _, err := t.insert.ExecContext(ctx, values...); err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
		}
	}
	return nil
}

// idOf is an ID of the same kind: t1 and the like by their letter and the
// number, those of runs by the letters they may have.
func idOf(like string, n int64) string {
	const letters = "23456789bcdfghjkmnpqrstvwxyz"
	if strings.Trim(like[1:], "0123456789") == "" && strings.Contains("tcb", like[:1]) && len(like) < 8 {
		return fmt.Sprintf("%s%d", like[:1], 1_000_000+n)
	}
	id := []byte("zz222222")
	for i := len(id) - 1; n > 0; i-- {
		id[i] = letters[n%int64(len(letters))]
		n /= int64(len(letters))
	}
	return string(id)
}
