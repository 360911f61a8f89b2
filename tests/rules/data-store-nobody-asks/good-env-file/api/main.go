package main

import "common/config"

func main() { config.Load() }
