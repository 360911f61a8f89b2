package settings

import "os"

var Address = os.Getenv("MYSQL_DSN")
