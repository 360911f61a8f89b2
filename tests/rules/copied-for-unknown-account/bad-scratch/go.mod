module example.org/kiosk

go 1.25
