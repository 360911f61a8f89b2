package main

import (
	"database/sql"
	"net/http"
	"os"
)

func main() {
	host := os.Getenv("MYSQL_HOST")
	if host == "" {
		host = "localhost"
	}
	rows, err := sql.Open("mysql", "desk@tcp("+host+":3306)/desk")
	if err != nil {
		panic(err)
	}
	defer rows.Close()
	_ = http.ListenAndServe(":8080", nil)
}
