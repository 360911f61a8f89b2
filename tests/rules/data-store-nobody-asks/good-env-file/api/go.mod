module api

go 1.26

replace common => ../common

require common v0.0.0
