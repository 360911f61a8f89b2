package main

import (
	"log"
	"os"
)

func need(k string) string {
	v, ok := os.LookupEnv(k)
	if !ok {
		log.Fatalf("%s", k)
	}
	return v
}

func main() {
	log.Println(need("SHOP_KEY"))
}
