module example.org/bees

go 1.22
