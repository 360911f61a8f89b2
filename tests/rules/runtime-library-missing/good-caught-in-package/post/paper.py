
try:
    from weasyprint import HTML
except (ImportError, OSError):
    HTML = None

