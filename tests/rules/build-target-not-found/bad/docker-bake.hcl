target "web" {
  context = "."
  target = "prod"
}
