from shop import store


def fill(application):
    with application.app_context():
        store.drop_all()
        store.create_all()
