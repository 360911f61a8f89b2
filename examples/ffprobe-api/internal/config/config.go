// Package config reads the settings from the environment.
package config

import (
	"errors"
	"os"
)

// Settings is everything that the program can be told.
type Settings struct {
	Host, Port     string
	DatabasePath   string
	ValkeyAddress  string
	ValkeyPassword string
	OllamaURL      string
	AuthEnabled    bool
	APIKey         string
	JWTSecret      string
	UploadFolder   string
}

func value(name, fallback string) string {
	if found := os.Getenv(name); found != "" {
		return found
	}
	return fallback
}

// Load fails when production lacks what it needs.
func Load() (Settings, error) {
	settings := Settings{
		Host:           value("HOST", "0.0.0.0"),
		Port:           value("API_PORT", "8080"),
		DatabasePath:   value("DB_PATH", "/app/data/ffprobe.db"),
		ValkeyPassword: os.Getenv("VALKEY_PASSWORD"),
		// Without an address the service works, only without suggestions.
		OllamaURL:    os.Getenv("OLLAMA_URL"),
		AuthEnabled:  value("ENABLE_AUTH", "true") == "true",
		APIKey:       os.Getenv("API_KEY"),
		JWTSecret:    os.Getenv("JWT_SECRET"),
		UploadFolder: value("UPLOAD_DIR", "/app/uploads"),
	}
	if host := os.Getenv("VALKEY_HOST"); host != "" {
		settings.ValkeyAddress = host + ":" + value("VALKEY_PORT", "6379")
	}
	if os.Getenv("GO_ENV") == "production" && len(settings.JWTSecret) < 32 {
		return settings, errors.New("JWT_SECRET needs 32 characters in production")
	}
	if settings.AuthEnabled && settings.APIKey == "" {
		return settings, errors.New("ENABLE_AUTH is on but API_KEY is empty")
	}
	return settings, nil
}
