package main

import (
	"html/template"
	"net/http"
)

func main() {
	pages := template.Must(template.ParseGlob("views/*.html"))
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { pages.ExecuteTemplate(w, "home.html", nil) })
	http.ListenAndServe(":8080", nil)
}
