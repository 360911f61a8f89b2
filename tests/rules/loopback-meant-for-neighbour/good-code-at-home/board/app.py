from http.server import HTTPServer, SimpleHTTPRequestHandler

HTTPServer(("0.0.0.0", 8501), SimpleHTTPRequestHandler).serve_forever()
