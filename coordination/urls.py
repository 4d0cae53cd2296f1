from django.urls import URLPattern, URLResolver, include, path

from coordination import views

page_patterns: list[URLPattern | URLResolver] = [
    path("", views.pair_detail, name="pair_detail"),
    path("close/", views.pair_close, name="pair_close"),
    path("withdraw/", views.pair_withdraw, name="pair_withdraw"),
    path("end/", views.pair_end, name="pair_end"),
    path("pause/", views.pair_pause_answer, name="pair_pause_answer"),
    path("talked/", views.pair_talked, name="pair_talked"),
    path("propose-again/", views.pair_propose_again, name="pair_propose_again"),
    path("take-out/", views.pair_take_out, name="pair_take_out"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("programs/<uuid:program>/pairs/<uuid:relationship>/", include(page_patterns))
]
