print("hours")
