rootProject.name = "tolls"
include(":app", ":meter")
