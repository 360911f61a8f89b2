variable "ARCH" {}
target "base" {
  dockerfile = "Dockerfile"
}
target "card" {
  dockerfile = "Dockerfile.${ARCH}"
  contexts = {
    base = "target:base"
  }
}
