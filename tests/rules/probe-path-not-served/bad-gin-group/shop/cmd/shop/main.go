package main

import (
	"log"

	"github.com/gin-gonic/gin"

	"example.org/shop/internal/web"
)

func main() {
	engine := gin.New()
	engine.Use(gin.Recovery())
	web.Routes(engine.Group("/internal"))
	log.Fatal(engine.Run(":9000"))
}
