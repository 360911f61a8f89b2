module example.org/links

go 1.24

require github.com/spf13/viper v1.19.0
