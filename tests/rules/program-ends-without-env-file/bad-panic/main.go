package main

import (
	"log"
	"net/http"
	"os"

	"github.com/joho/godotenv"
)

func main() {
	err := godotenv.Load("ferry.env")
	if err != nil {
		panic(err)
	}
	log.Fatal(http.ListenAndServe(":"+os.Getenv("FERRY_PORT"), nil))
}
