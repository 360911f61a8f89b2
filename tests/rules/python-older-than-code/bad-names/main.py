from enum import (
    Enum,
    StrEnum,
)

print(StrEnum, Enum)
