package main

import "example.org/meter/internal/clock"

func main() { clock.Run() }
