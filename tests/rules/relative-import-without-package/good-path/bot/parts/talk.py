from ..words import hello


def greet():
    print(hello)
