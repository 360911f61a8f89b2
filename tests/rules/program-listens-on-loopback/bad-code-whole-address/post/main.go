package main

import (
	"os"

	"github.com/gin-gonic/gin"
)

func main() {
	address := os.Getenv("POST_ADDRESS")
	if address == "" {
		address = "127.0.0.1:8600"
	}
	server := gin.New()
	server.GET("/letters", func(c *gin.Context) {})
	server.Run(address)
}
