print("lit")
