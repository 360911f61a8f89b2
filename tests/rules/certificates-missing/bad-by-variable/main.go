package main

import (
	"net/http"
	"os"
)

func main() {
	http.Post(os.Getenv("WEBHOOK_URL"), "text/plain", nil)
}
