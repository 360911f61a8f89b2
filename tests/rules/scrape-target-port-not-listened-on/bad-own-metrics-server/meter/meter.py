from prometheus_client import start_http_server

start_http_server(port=9410)
while True:
    pass
