package main

import (
	"log"
	"net/http"
	"os"

	"github.com/joho/godotenv"
)

func main() {
	if os.Getenv("FERRY_ENV") != "production" {
		if err := godotenv.Load(); err != nil {
			log.Fatal(err)
		}
	}
	log.Fatal(http.ListenAndServe(":"+os.Getenv("FERRY_PORT"), nil))
}
