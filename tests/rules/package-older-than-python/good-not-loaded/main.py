print("It is only listed.")
