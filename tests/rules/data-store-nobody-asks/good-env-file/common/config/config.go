package config

import "os"

func Load() string { return os.Getenv("KAFKA_SERVERS") }
