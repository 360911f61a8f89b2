class Store:
    def __init__(self, inner):
        self.inner = inner

    async def drop_all(self) -> None:
        await self.inner.drop_all()

    def serve(self):
        print("ready")
