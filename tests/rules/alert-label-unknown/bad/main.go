package main

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
)

var requests = prometheus.NewCounterVec(prometheus.CounterOpts{
	Name: "bees_requests_total",
	Help: "Requests.",
}, []string{"method", "status"})

func main() {
	prometheus.MustRegister(requests)
	http.ListenAndServe(":8080", nil)
}
