package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Println(envOr("MONGO_URI", "mongodb://localhost:27017"))
}

func envOr(key, fallback string) string {
	if value := os.Getenv(key); value != "" {
		return value
	}
	return fallback
}
