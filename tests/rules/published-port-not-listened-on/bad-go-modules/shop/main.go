package main

import "github.com/gin-gonic/gin"

func main() {
	router := gin.Default()
	router.GET("/orders", func(c *gin.Context) { c.JSON(200, gin.H{"orders": 0}) })
	router.Run(":9000")
}
