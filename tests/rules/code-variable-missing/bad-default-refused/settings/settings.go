package settings

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

type Settings struct {
	Address string
	Key     string
	Open    bool
}

func Load() (*Settings, error) {
	cfg := &Settings{
		Address: text("SHOP_ADDRESS", ":8080"),
		Key:     text("JWT_SECRET", "put-your-own-key-here"),
		Open:    flag("SHOP_OPEN", false),
	}
	if err := validate(cfg); err != nil {
		return nil, err
	}
	return cfg, nil
}

func text(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func flag(name string, otherwise bool) bool {
	if value, err := strconv.ParseBool(os.Getenv(name)); err == nil {
		return value
	}
	return otherwise
}

func validate(cfg *Settings) error {
	var problems []string
	if cfg.Key == "put-your-own-key-here" {
		problems = append(problems, "JWT_SECRET is the one of the examples")
	}
	// Another value than the one that stands in for it decides something else.
	if cfg.Address == "off" {
		problems = append(problems, "SHOP_ADDRESS is off")
	}
	if len(problems) > 0 {
		return fmt.Errorf("settings: %s", strings.Join(problems, ", "))
	}
	return nil
}
