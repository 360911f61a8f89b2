package main

import (
	"log"
	"net/http"
	"os"

	"github.com/joho/godotenv"
)

func main() {
	_ = godotenv.Load()
	if err := prepare(); err != nil {
		panic(err)
	}
	log.Fatal(http.ListenAndServe(":"+os.Getenv("FERRY_PORT"), nil))
}

func prepare() error { return os.MkdirAll("/tmp/ferry", 0o755) }
