module desk

go 1.25

require github.com/caarlos0/env/v11 v11.3.1
