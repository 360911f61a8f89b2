package main

import (
	"net/http"
	"os"
)

func main() {
	address := os.Getenv("POST_ADDRESS")
	if address == "" {
		address = "127.0.0.1:8600"
	}
	http.HandleFunc("/letters", func(w http.ResponseWriter, r *http.Request) {})
	http.ListenAndServe(address, nil)
}
