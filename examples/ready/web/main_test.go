package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestLivenessNeedsNoDatabase(t *testing.T) {
	answer := httptest.NewRecorder()
	routes(nil).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/livez", nil))
	if answer.Code != http.StatusOK {
		t.Fatalf("got %d", answer.Code)
	}
}

func TestEmptyNoteIsRefused(t *testing.T) {
	for _, body := range []string{"", "{}", `{"body":"  "}`, `{"body":"` + strings.Repeat("x", 2001) + `"}`} {
		answer := httptest.NewRecorder()
		routes(nil).ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/notes", strings.NewReader(body)))
		if answer.Code != http.StatusBadRequest {
			t.Errorf("body %.20q: got %d", body, answer.Code)
		}
	}
}

func TestRequestsAreCountedByCode(t *testing.T) {
	requests := newCounter()
	handler := requests.wrap(routes(nil))
	handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/livez", nil))
	handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/nowhere", nil))
	if requests.byCode[200] != 1 || requests.byCode[404] != 1 {
		t.Errorf("got %v", requests.byCode)
	}
}
