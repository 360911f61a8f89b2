target "boat" {
  context = "."
  tags = ["example/boat:1"]
