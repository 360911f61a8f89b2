package main

import (
	"log"
	"net/http"
)

func main() {
	if _, err := http.Get("https://login.example.org/keys"); err != nil {
		log.Fatal(err)
	}
}
