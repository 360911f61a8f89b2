package main

import (
	"log"
	"net/http"
	"time"
)

func main() {
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte(time.Now().In(loc).String()))
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
