package main

import (
	"log"
	"net/http"

	"example.com/shop/settings"
)

func main() {
	cfg, err := settings.Load()
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.ListenAndServe(cfg.Address, nil))
}
