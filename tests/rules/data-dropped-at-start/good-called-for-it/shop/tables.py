from shop import store


def drop_tables():
    store.drop_all()


def fill(application):
    with application.app_context():
        store.create_all()
