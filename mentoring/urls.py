"""Every address of the product, app by app."""

from django.urls import URLPattern, URLResolver, include, path

from mentoring import gallery, views

handler500 = "mentoring.views.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("ui/", gallery.gallery, name="gallery"),
    # Ours before those of allauth: some take the place of one of them.
    path("", include("accounts.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("", include("drafts.urls")),
    path("", include("notifications.urls")),
    path("", include("skills.urls")),
    path("", include("programs.urls")),
    path("", include("profiles.urls")),
    path("", include("relationships.urls")),
    path("", include("workspace.urls")),
    path("", include("sessions.urls")),
    path("", include("matching.urls")),
    path("", include("coordination.urls")),
    path("", include("reports.urls")),
]
