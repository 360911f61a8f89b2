print("no dags yet")
