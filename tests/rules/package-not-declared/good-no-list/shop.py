def run():
    print("open")
