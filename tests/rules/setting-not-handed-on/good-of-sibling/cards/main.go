package main

import (
	"net/http"
	"os"
)

func main() {
	_ = os.Getenv("DB_URL")
	http.ListenAndServe(":8080", nil)
}
