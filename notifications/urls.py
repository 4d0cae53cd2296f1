from django.urls import URLPattern, URLResolver, path

from notifications import devmail, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("messages/", views.outbox, name="outbox"),
    path("messages/retry/", views.outbox_retry, name="outbox_retry"),
    path("dev/mail/", devmail.inbox, name="devmail"),
    path("dev/mail/<slug:name>/", devmail.letter, name="devmail_letter"),
    path("dev/mail/<slug:name>/body/", devmail.body, name="devmail_body"),
    path(
        "dev/mail/<slug:name>/files/<int:number>/",
        devmail.attachment,
        name="devmail_attachment",
    ),
]
