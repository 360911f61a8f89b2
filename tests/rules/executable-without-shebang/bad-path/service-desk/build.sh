docker build -t desk .
