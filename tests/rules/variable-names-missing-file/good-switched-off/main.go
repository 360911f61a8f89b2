package main

import (
	"log"
	"net/http"
	"os"
)

func main() {
	log.Fatal(http.ListenAndServeTLS(":8443", os.Getenv("TLS_CERT"), os.Getenv("TLS_KEY"), nil))
}
