print("a file that is hidden by the package")
