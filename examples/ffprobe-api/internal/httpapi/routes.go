// Package httpapi serves the API.
package httpapi

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"os/exec"
	"sync/atomic"

	"example.org/ffprobe-api/internal/cache"
	"example.org/ffprobe-api/internal/config"
)

var probes atomic.Int64

// Routes is the whole API.
func Routes(db *sql.DB, store *cache.Cache, settings config.Settings) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, r *http.Request) {
		if err := db.PingContext(r.Context()); err != nil {
			http.Error(w, "database unreachable", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "up")
	})
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "# TYPE ffprobe_probes_total counter\nffprobe_probes_total %d\n", probes.Load())
	})
	mux.HandleFunc("POST /api/v1/probe", func(w http.ResponseWriter, r *http.Request) {
		if settings.AuthEnabled && r.Header.Get("X-API-Key") != settings.APIKey {
			http.Error(w, "key needed", http.StatusUnauthorized)
			return
		}
		probes.Add(1)
		command := exec.CommandContext(r.Context(), "ffprobe", "-v", "error", "-print_format", "json",
			"-show_format", "-show_streams", "-")
		command.Stdin = r.Body
		output, err := command.Output()
		if err != nil {
			http.Error(w, "cannot read this file", http.StatusUnprocessableEntity)
			return
		}
		store.Remember(r.Context(), output)
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(json.RawMessage(output))
	})
	return mux
}
