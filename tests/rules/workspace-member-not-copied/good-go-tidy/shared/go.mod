module example.org/shared

go 1.25
