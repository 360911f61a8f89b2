module example.org/bell

go 1.25
