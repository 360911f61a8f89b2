// Command ffprobe-api answers questions about media files over HTTP.
package main

import (
	"flag"
	"fmt"
	"log"
	"net/http"
	"time"

	"example.org/ffprobe-api/internal/cache"
	"example.org/ffprobe-api/internal/config"
	"example.org/ffprobe-api/internal/database"
	"example.org/ffprobe-api/internal/httpapi"
)

var version = "dev"

func main() {
	showVersion := flag.Bool("version", false, "print the version and stop")
	flag.Parse()
	if *showVersion {
		fmt.Println(version)
		return
	}

	settings, err := config.Load()
	if err != nil {
		log.Fatal(err)
	}
	store, err := database.Open(settings.DatabasePath)
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()

	server := &http.Server{
		Addr:              settings.Host + ":" + settings.Port,
		Handler:           httpapi.Routes(store, cache.New(settings), settings),
		ReadHeaderTimeout: 10 * time.Second,
	}
	log.Printf("ffprobe-api %s listens on %s", version, server.Addr)
	log.Fatal(server.ListenAndServe())
}
