module harbour.test/tides

go 1.25
