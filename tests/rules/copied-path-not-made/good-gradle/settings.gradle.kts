rootProject.name = "stall"
include("shop")
