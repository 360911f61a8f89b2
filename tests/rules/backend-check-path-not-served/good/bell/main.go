package main

import "net/http"

func main() {
	http.HandleFunc("/well", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(200) })
	http.HandleFunc("/ring", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(204) })
	http.ListenAndServe(":8400", nil)
}
