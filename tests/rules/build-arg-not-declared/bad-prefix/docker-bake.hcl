target "pages" {
  dockerfile = "Dockerfile"
  args = { API_URL = "https://pages.example/api" }
}
