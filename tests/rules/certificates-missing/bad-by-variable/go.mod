module example.org/hook
go 1.23
