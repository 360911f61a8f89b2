package main

import (
	"log"
	"net/http"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Forwarded-Proto") != "https" {
			http.Redirect(w, r, "https://shop.test"+r.URL.Path, http.StatusMovedPermanently)
		}
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
