module example.net/ferry

go 1.27

require github.com/joho/godotenv v1.5.1
