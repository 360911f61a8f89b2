package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"sort"
	"sync"
	"time"
)

// counter counts answered requests by status code.
type counter struct {
	mutex  sync.Mutex
	byCode map[int]int64
}

func newCounter() *counter { return &counter{byCode: map[int]int64{}} }

type recorder struct {
	http.ResponseWriter
	code int
}

func (r *recorder) WriteHeader(code int) {
	r.code = code
	r.ResponseWriter.WriteHeader(code)
}

func (c *counter) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen := &recorder{ResponseWriter: w, code: http.StatusOK}
		next.ServeHTTP(seen, r)
		c.mutex.Lock()
		c.byCode[seen.code]++
		c.mutex.Unlock()
	})
}

// metricsRoutes serves /metrics in the text format that Prometheus reads.
func metricsRoutes(db *sql.DB, requests *counter) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
		defer cancel()
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")

		fmt.Fprintln(w, "# TYPE app_requests_total counter")
		requests.mutex.Lock()
		codes := make([]int, 0, len(requests.byCode))
		for code := range requests.byCode {
			codes = append(codes, code)
		}
		sort.Ints(codes)
		for _, code := range codes {
			fmt.Fprintf(w, "app_requests_total{code=\"%d\"} %d\n", code, requests.byCode[code])
		}
		requests.mutex.Unlock()

		up := 0
		if db.PingContext(ctx) == nil {
			up = 1
		}
		fmt.Fprintf(w, "# TYPE app_database_up gauge\napp_database_up %d\n", up)

		for kind, metric := range map[string]string{
			"backup":        "app_backup_last_success_timestamp_seconds",
			"restore_check": "app_restore_check_last_success_timestamp_seconds",
		} {
			var newest float64
			const query = `SELECT coalesce(extract(epoch FROM max(finished_at)), 0)
				FROM ops_run WHERE kind = $1`
			if db.QueryRowContext(ctx, query, kind).Scan(&newest) == nil {
				fmt.Fprintf(w, "# TYPE %s gauge\n%s %.0f\n", metric, metric, newest)
			}
		}
	})
	return mux
}
