module example.org/post

go 1.25

require github.com/gin-gonic/gin v1.11.0
