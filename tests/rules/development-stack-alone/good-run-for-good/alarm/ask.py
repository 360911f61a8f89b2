print("asked")
