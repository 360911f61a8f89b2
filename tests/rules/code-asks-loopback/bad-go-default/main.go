package main

import (
	"net/http"
	"os"

	"github.com/caarlos0/env/v11"
)

type settings struct {
	Cache string `env:"CACHE_ADDRESS" envDefault:"localhost:6379"`
	Name  string `env:"DESK_NAME" envDefault:"desk"`
}

func main() {
	given := settings{}
	_ = env.Parse(&given)
	search := os.Getenv("SEARCH_URL")
	if search == "" {
		search = "http://localhost:9200"
	}
	_ = http.ListenAndServe(":8080", nil)
}
