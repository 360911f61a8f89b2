from django.urls import path
from django.http import HttpResponse
urlpatterns = [path('ready', lambda request: HttpResponse('ok'))]
