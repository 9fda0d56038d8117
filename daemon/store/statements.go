package store

import (
	"context"
	"database/sql"
	"database/sql/driver"

	"modernc.org/sqlite"
)

// openDB opens a database whose connections keep the statements they
// prepared: preparing one costs more than what most of them do.
func openDB(uri string) (*sql.DB, error) {
	c, err := sqlite.NewConnector(uri)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector{c}), nil
}

type connector struct{ driver.Connector }

func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	opened, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &connection{engine: opened.(engine), idle: map[string]*statement{}}, nil
}

// engine is what database/sql uses of a connection.
type engine interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// connection is one to the engine. database/sql lets one goroutine at a time
// use it.
type connection struct {
	engine
	idle map[string]*statement // by their text: prepared, and in nobody's use
}

// mostIdle is how many statements a connection keeps, more than there are
// without those whose length varies.
const mostIdle = 300

// PrepareContext gives a statement that is idle away, or prepares one.
func (c *connection) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if st, kept := c.idle[query]; kept {
		delete(c.idle, query)
		return st, nil
	}
	prepared, err := c.engine.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return &statement{prepared.(engineStatement), c, query}, nil
}

// Close closes the statements, too, which hold on to the file.
func (c *connection) Close() error {
	for _, st := range c.idle {
		st.engineStatement.Close()
	}
	clear(c.idle)
	return c.engine.Close()
}

// engineStatement is what database/sql uses of a statement.
type engineStatement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// statement is one in somebody's use; closing it makes it idle.
type statement struct {
	engineStatement
	connection *connection
	query      string
}

func (s *statement) Close() error {
	idle := s.connection.idle
	if _, another := idle[s.query]; another || len(idle) >= mostIdle {
		return s.engineStatement.Close()
	}
	idle[s.query] = s
	return nil
}
