package main

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"time"

	_ "github.com/lib/pq"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrationLock is an arbitrary number: replicas that start together queue on it, so that
// each migration runs once.
const migrationLock = 7_201_904

func openDatabase() (*sql.DB, error) {
	path := os.Getenv("DATABASE_PASSWORD_FILE")
	if path == "" {
		return nil, errors.New("DATABASE_PASSWORD_FILE is not set")
	}
	password, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the database password: %w", err)
	}
	address := url.URL{
		Scheme: "postgres",
		User: url.UserPassword(environment("DATABASE_USER", "app"),
			strings.TrimSpace(string(password))),
		Host: environment("DATABASE_HOST", "db"),
		Path: "/" + environment("DATABASE_NAME", "app"),
		// The two containers share a network that nothing else can enter or leave.
		RawQuery: "sslmode=disable&connect_timeout=3",
	}
	db, err := sql.Open("postgres", address.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(10)
	db.SetConnMaxLifetime(10 * time.Minute)
	return db, nil
}

func migrate(ctx context.Context, db *sql.DB) error {
	connection, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect for migrations: %w", err)
	}
	defer connection.Close()
	if _, err := connection.ExecContext(ctx, "SELECT pg_advisory_lock($1)", migrationLock); err != nil {
		return err
	}
	defer connection.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", migrationLock)

	const table = `CREATE TABLE IF NOT EXISTS schema_migration (
		name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())`
	if _, err := connection.ExecContext(ctx, table); err != nil {
		return err
	}
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	for _, name := range names {
		var done bool
		const known = "SELECT EXISTS (SELECT 1 FROM schema_migration WHERE name = $1)"
		if err := connection.QueryRowContext(ctx, known, name).Scan(&done); err != nil {
			return err
		}
		if done {
			continue
		}
		statements, err := migrations.ReadFile(name)
		if err != nil {
			return err
		}
		change, err := connection.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		_, err = change.ExecContext(ctx, string(statements))
		if err == nil {
			_, err = change.ExecContext(ctx, "INSERT INTO schema_migration (name) VALUES ($1)", name)
		}
		if err != nil {
			return errors.Join(fmt.Errorf("migration %s: %w", name, err), change.Rollback())
		}
		if err := change.Commit(); err != nil {
			return err
		}
	}
	return nil
}

type note struct {
	ID      int64     `json:"id"`
	Body    string    `json:"body"`
	Created time.Time `json:"created"`
}

func newestNotes(ctx context.Context, db *sql.DB) ([]note, error) {
	rows, err := db.QueryContext(ctx, "SELECT id, body, created_at FROM note ORDER BY id DESC LIMIT 50")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	notes := []note{}
	for rows.Next() {
		var n note
		if err := rows.Scan(&n.ID, &n.Body, &n.Created); err != nil {
			return nil, err
		}
		notes = append(notes, n)
	}
	return notes, rows.Err()
}

func addNote(ctx context.Context, db *sql.DB, body string) error {
	_, err := db.ExecContext(ctx, "INSERT INTO note (body) VALUES ($1)", body)
	return err
}
