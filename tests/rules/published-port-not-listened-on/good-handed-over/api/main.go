package main

import (
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"
	"example.org/api/settings"
)

func main() {
	server := gin.New()
	server.GET("/ping", ping)
	go http.ListenAndServe(":2112", nil)
	serve(server)
}

func ping(context *gin.Context) {}

func serve(server *gin.Engine) {
	port := settings.Number("http.port")
	server.Run(fmt.Sprintf(":%d", port))
}
