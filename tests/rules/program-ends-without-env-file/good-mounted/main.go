package main

import (
	"log"
	"net/http"
	"os"

	"github.com/joho/godotenv"
)

func main() {
	if err := godotenv.Load(); err != nil {
		log.Fatal("no env file: ", err)
	}
	log.Fatal(http.ListenAndServe(":"+os.Getenv("FERRY_PORT"), nil))
}
