package main

import (
	"log"
	"example.org/x/config"
)

func main() {
	cfg, err := config.Load()
	if err != nil {
		log.Fatal(err)
	}
	log.Println(cfg)
}
