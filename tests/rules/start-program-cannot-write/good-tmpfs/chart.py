with open("/srv/chart/run/ready", "w") as ready:
    ready.write("1")
