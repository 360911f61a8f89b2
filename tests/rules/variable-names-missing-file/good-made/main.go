package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"log"
	"net/http"
	"os"
)

func main() {
	ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	log.Fatal(http.ListenAndServeTLS(":8443", os.Getenv("TLS_CERT"), os.Getenv("TLS_KEY"), nil))
}
