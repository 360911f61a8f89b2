import mlflow

with mlflow.start_run():
    mlflow.log_metric("bees", 7)
