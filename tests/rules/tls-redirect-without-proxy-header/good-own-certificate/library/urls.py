from django.http import HttpResponse
from django.urls import path
urlpatterns = [path("loans/", lambda request: HttpResponse("none"))]
