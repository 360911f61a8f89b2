from django.urls import path

urlpatterns = [path("trees/", lambda request: None)]
