package main

import (
	"log"
	"net/http"
)

func main() {
	if _, err := http.Get("https://login.example.org/keys"); err != nil {
		log.Print(err)
	}
	if _, err := http.Get("http://keys:8080/"); err != nil {
		log.Fatal(err)
	}
}
