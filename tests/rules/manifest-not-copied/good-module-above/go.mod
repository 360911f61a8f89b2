module example.org/load

go 1.26
