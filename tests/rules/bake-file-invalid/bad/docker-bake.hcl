group "default" {
  targets = ["boat", "shop"]
}

target "base" {
  inherits = ["boat"]
  network  = "bridge"
}

target "boat" {
  inherits          = ["base", "bsae"]
  dockerfile        = "Dockerfile"
  dockerfile-inline = "FROM scratch"
  cache_from        = ["type=gha"]
  entitlements      = ["network.host", "security.none"]
  annotations       = ["org.example.note"]
  tags              = ["example/boat:1"]
  tags              = ["example/boat:2"]
}

variable {
  default = "1"
}
