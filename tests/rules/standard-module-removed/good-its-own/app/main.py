from formatter import (
    as_table,
)

print(as_table([]))
