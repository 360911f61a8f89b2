// Package database keeps the analyses in SQLite.
package database

import (
	"database/sql"

	// The driver is written in C: it needs cgo at build time.
	_ "github.com/mattn/go-sqlite3"
)

// Open opens the file, which is made when it does not exist.
func Open(path string) (*sql.DB, error) {
	return sql.Open("sqlite3", path+"?_journal_mode=WAL&_busy_timeout=10000")
}
