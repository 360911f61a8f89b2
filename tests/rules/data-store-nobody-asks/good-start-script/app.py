print("bees")
