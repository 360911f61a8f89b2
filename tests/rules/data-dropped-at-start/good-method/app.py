from store import Store

Store(None).serve()
