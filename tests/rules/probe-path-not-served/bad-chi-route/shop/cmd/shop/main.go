package main

import (
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

func main() {
	r := chi.NewRouter()
	r.Use(middleware.Logger)
	r.Route("/v1", func(r chi.Router) {
		r.Get("/ok", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) })
	})
	http.ListenAndServe(":9000", r)
}
