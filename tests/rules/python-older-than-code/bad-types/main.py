class Shop:
    def find(self, name: str | None, pages: list[int]):
        return name, pages
