from django.urls import URLPattern, URLResolver, path

from drafts import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("unsent/", views.unsent_list, name="unsent_list"),
    path("unsent/keep/", views.unsent_keep, name="unsent_keep"),
    path("unsent/<uuid:unsent>/discard/", views.unsent_discard, name="unsent_discard"),
]
