module common

go 1.26
