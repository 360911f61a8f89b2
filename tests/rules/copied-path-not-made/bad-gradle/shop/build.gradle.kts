plugins { java }
version = "0.4.0"
