def status(request):
    return None


def order(request, number):
    return None
