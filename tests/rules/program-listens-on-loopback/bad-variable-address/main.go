package main

import (
	"net/http"
	"os"
)

func main() {
	bind := os.Getenv("BIND")
	http.ListenAndServe(bind, http.NotFoundHandler())
}
