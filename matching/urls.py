from django.urls import URLPattern, URLResolver, path

from matching import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("programs/<uuid:program>/matching/", views.matching_room, name="matching_room"),
    path("programs/<uuid:program>/matching/run/", views.matching_run, name="matching_run"),
    path("programs/<uuid:program>/matching/rule/", views.matching_rule, name="matching_rule"),
    path("matching/runs/<uuid:run>/", views.matching_run_detail, name="matching_run_detail"),
    path("matching/runs/<uuid:run>/publish/", views.matching_publish, name="matching_publish"),
]
