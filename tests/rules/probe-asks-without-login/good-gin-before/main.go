package main

import (
	"net/http"
	"os"

	"github.com/gin-gonic/gin"
)

func requireToken(c *gin.Context) {
	if c.GetHeader("Authorization") != "Bearer "+os.Getenv("API_TOKEN") {
		c.AbortWithStatus(http.StatusUnauthorized)
		return
	}
	c.Next()
}

func main() {
	r := gin.Default()
	r.GET("/healthz", func(c *gin.Context) { c.String(http.StatusOK, "ok") })
	r.Use(requireToken)
	r.Run(":8080")
}
