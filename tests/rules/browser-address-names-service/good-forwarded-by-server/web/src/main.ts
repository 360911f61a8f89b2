fetch("/api/items")
