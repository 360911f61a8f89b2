target "web" {
  context = "."
  args = {
    APP_VERSION = "1.4"
    RELEASE = "1.4"
  }
}
