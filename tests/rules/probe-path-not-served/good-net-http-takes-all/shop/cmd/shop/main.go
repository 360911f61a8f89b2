package main

import (
	"fmt"
	"net/http"
)

func hello(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "hello") }

func main() {
	http.HandleFunc("/", hello)
	panic(http.ListenAndServe(":9000", nil))
}
