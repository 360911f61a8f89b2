package main

import (
	"log"
	"net/http"
	"os"
)

func main() {
	dsn := os.Getenv("SHOP_DSN")
	if dsn == "" {
		log.Fatal("SHOP_DSN is not set")
	}
	log.Fatal(http.ListenAndServe(":8080", nil))
}
