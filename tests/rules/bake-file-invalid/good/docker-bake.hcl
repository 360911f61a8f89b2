# What a run makes of functions, conditions and matrices is taken to be right.
variable "TAG" {
  default = "1"
  validation {
    condition = TAG != ""
  }
}

function "named" {
  params = [name]
  result = ["example/${replace(name, "_", "-")}:${TAG}"]
}

group "default" {
  targets = ["boat", "more"]
}

target "base" {
  context     = "."
  platforms   = ["linux/amd64", "linux/arm64"]
  network     = "none"
  annotations = ["index:org.example.note=a boat"]
  secret = [
    { type = "env", id = "TOKEN" },
  ]
}

target "boat" {
  inherits = ["base"]
  args     = { TAG = TAG }
  tags = equal(TAG, "") ? [
    "example/boat:latest",
  ] : named("boat")
  labels = merge(
    { "org.example.tag" = TAG },
    TAG != "" ? { "org.example.set" = "yes" } : {},
  )
  dockerfile-inline = <<-EOF
    FROM scratch
    ENV a = b
  EOF
}

target "more" {
  inherits = ["base"]
  output   = ["type=registry"]
  entitlements = ["network.host", "device=vendor.example/boat"]
  cache-to = [for name in ["a", "b"] : "type=local,dest=${name}"]
}
