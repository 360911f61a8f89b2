hello = "Hello"
