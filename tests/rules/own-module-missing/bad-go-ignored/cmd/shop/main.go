package main

import (
	"net/http"

	"example.org/shop/internal/models"
)

func main() {
	http.HandleFunc("/health", models.Health)
	http.ListenAndServe(":8080", nil)
}
