// Command web is a small notes service: one table, three routes, two probes.
package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

var version = "dev"

func main() {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, nil)))
	command := "serve"
	if len(os.Args) > 1 {
		command = os.Args[1]
	}
	var err error
	switch command {
	case "serve":
		err = serve()
	case "healthcheck":
		err = healthcheck()
	case "version":
		fmt.Println(version)
	default:
		err = fmt.Errorf("unknown command %q; use serve, healthcheck or version", command)
	}
	if err != nil {
		slog.Error("stopped", "error", err)
		os.Exit(1)
	}
}

// environment returns the value of a variable, or the fallback when it is unset.
func environment(name, fallback string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return fallback
}

func serve() error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()

	db, err := openDatabase()
	if err != nil {
		return err
	}
	defer db.Close()
	if err := migrate(ctx, db); err != nil {
		return err
	}

	requests := newCounter()
	public := &http.Server{
		Addr:              ":" + environment("PORT", "8080"),
		Handler:           requests.wrap(routes(db)),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      15 * time.Second,
		IdleTimeout:       60 * time.Second,
	}
	// Metrics have a port of their own, which the proxy does not forward.
	internal := &http.Server{
		Addr:              ":" + environment("METRICS_PORT", "9091"),
		Handler:           metricsRoutes(db, requests),
		ReadHeaderTimeout: 5 * time.Second,
	}

	failed := make(chan error, 2)
	for _, server := range []*http.Server{public, internal} {
		go func() {
			if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
				failed <- err
			}
		}()
	}
	slog.Info("listening", "public", public.Addr, "metrics", internal.Addr, "version", version)

	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	// Answer what is under way, then leave: shorter than the container's grace period.
	drain, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	return errors.Join(public.Shutdown(drain), internal.Shutdown(drain))
}

func routes(db *sql.DB) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, "alive")
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		if err := db.PingContext(ctx); err != nil {
			// A failing dependency must show in the status, not only in the text.
			http.Error(w, "database unreachable", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ready")
	})
	mux.HandleFunc("GET /notes", func(w http.ResponseWriter, r *http.Request) {
		notes, err := newestNotes(r.Context(), db)
		if err != nil {
			slog.Error("list notes", "error", err)
			http.Error(w, "internal error", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(notes)
	})
	mux.HandleFunc("POST /notes", func(w http.ResponseWriter, r *http.Request) {
		var input struct {
			Body string `json:"body"`
		}
		body := http.MaxBytesReader(w, r.Body, 8<<10)
		if err := json.NewDecoder(body).Decode(&input); err != nil ||
			strings.TrimSpace(input.Body) == "" || len(input.Body) > 2000 {
			http.Error(w, "send {\"body\": \"1 to 2000 characters\"}", http.StatusBadRequest)
			return
		}
		if err := addNote(r.Context(), db, input.Body); err != nil {
			slog.Error("add note", "error", err)
			http.Error(w, "internal error", http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusCreated)
	})
	return mux
}

// healthcheck is what HEALTHCHECK runs: it asks the running server whether it is ready.
func healthcheck() error {
	client := &http.Client{Timeout: 4 * time.Second}
	url := "http://" + net.JoinHostPort("127.0.0.1", environment("PORT", "8080")) + "/readyz"
	response, err := client.Get(url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s", url, response.Status)
	}
	return nil
}
