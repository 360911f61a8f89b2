package main

import "os"

func main() { println(os.Getenv("DATABASE_URL")) }
