module api

go 1.25
