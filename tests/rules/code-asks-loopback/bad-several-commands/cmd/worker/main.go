package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Println(envOr("REDIS_ADDR", "localhost:6379"))
}

func envOr(key, fallback string) string {
	if value := os.Getenv(key); value != "" {
		return value
	}
	return fallback
}
