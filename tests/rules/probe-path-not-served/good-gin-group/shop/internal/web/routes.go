// Package web answers.
package web

import "github.com/gin-gonic/gin"

// Routes hangs everything below a group.
func Routes(group *gin.RouterGroup) {
	group.GET("/alive", alive)
	orders := group.Group("/orders")
	{
		orders.GET("/:id", alive)
	}
}

func alive(c *gin.Context) { c.Status(204) }
