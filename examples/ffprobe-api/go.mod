module example.org/ffprobe-api

go 1.23.4

require (
	github.com/mattn/go-sqlite3 v1.14.22
	github.com/redis/go-redis/v9 v9.5.1
)
