target "board" {
  dockerfile = "Dockerfile"
  platforms = ["linux/arm64"]
}
