from django.urls import path

urlpatterns = [path("ok", lambda request: None)]
