package main

import (
	"log"
	"net/http"
	"os"

	"github.com/joho/godotenv"
)

func main() {
	if err := godotenv.Load(); err != nil {
		log.Println("no env file, taking the environment as it is")
	}
	log.Fatal(http.ListenAndServe(":"+os.Getenv("FERRY_PORT"), nil))
}
