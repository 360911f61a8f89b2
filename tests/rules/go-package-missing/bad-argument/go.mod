module example.org/stall

go 1.22
