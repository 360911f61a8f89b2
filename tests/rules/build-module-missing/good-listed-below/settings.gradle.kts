rootProject.name = "shop"

// include(":old")
include(
    "services:orders",
    "services:payments",
)
include ":tools",
    ":shared"
