from django.urls import URLPattern, URLResolver, include, path

from skills import views

page_patterns: list[URLPattern | URLResolver] = [
    path("", views.skill_list, name="skill_list"),
    path("new/", views.skill_new, name="skill_new"),
    path("import/", views.skill_import, name="skill_import"),
    path("<uuid:skill>/", views.skill_detail, name="skill_detail"),
    path("<uuid:skill>/merge/", views.skill_merge, name="skill_merge"),
    path("<uuid:skill>/retire/", views.skill_retire, name="skill_retire"),
    path("<uuid:skill>/restore/", views.skill_restore, name="skill_restore"),
]

urlpatterns: list[URLPattern | URLResolver] = [path("skills/", include(page_patterns))]
