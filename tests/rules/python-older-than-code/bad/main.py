def route(word):
    match word:
        case "a":
            return 1
    return 0


print(route("a"))
