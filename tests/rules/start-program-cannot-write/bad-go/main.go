package main

import (
	"log"
	"net/http"
	"os"
)

func main() {
	f, err := os.Create("/var/lib/api/events.log")
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	log.Fatal(http.ListenAndServe(":8080", nil))
}
