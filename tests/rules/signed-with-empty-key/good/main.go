package main

import (
	"net/http"
	"os"

	"github.com/golang-jwt/jwt/v5"
)

var key = []byte(os.Getenv("TOKEN_KEY"))

func login(w http.ResponseWriter, r *http.Request) {
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"sub": r.FormValue("name")})
	text, _ := token.SignedString(key)
	w.Write([]byte(text))
}

func main() {
	http.HandleFunc("/login", login)
	http.ListenAndServe(":8080", nil)
}
