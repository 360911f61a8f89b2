from enum import StrEnum

type Name = str


def first[T](items: list[T]) -> T | None:
    match items:
        case [one, *_]:
            return one
    return None


print(StrEnum)
