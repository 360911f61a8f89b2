def as_table(rows):
    return str(rows)
