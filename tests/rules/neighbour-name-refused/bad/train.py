import mlflow

mlflow.set_experiment("bees")
