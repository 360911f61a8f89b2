package config

import (
	"errors"
	"os"
)

type Config struct{ Key string }

func Load() (*Config, error) {
	key := os.Getenv("SHOP_KEY")
	if key == "" {
		return nil, errors.New("SHOP_KEY is required")
	}
	return &Config{key}, nil
}
