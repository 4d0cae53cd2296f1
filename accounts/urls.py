from django.urls import URLPattern, URLResolver, path

from accounts.views import imports, own, people

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/signup/", own.account_signup, name="account_signup"),
    path("accounts/signup/sent/", own.account_signup_sent, name="account_signup_sent"),
    path("accounts/email/", own.account_email, name="account_email"),
    path("accounts/address/", own.account_address, name="account_address"),
    path(
        "accounts/address/<str:token>/",
        own.account_address_link,
        name="account_address_link",
    ),
    path("me/", own.account_settings, name="account_settings"),
    path("welcome/<str:token>/", own.invitation, name="invitation"),
    path("people/", people.people, name="people"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/import/", imports.people_import, name="people_import"),
    path("people/import/<uuid:upload>/", imports.people_import_review, name="people_import_review"),
    path(
        "people/import/<uuid:upload>/apply/",
        imports.people_import_apply,
        name="people_import_apply",
    ),
    path(
        "people/import/<uuid:upload>/discard/",
        imports.people_import_discard,
        name="people_import_discard",
    ),
    path(
        "people/import/<uuid:upload>/findings.csv",
        imports.people_import_findings,
        name="people_import_findings",
    ),
    path("people/<int:person>/", people.person_detail, name="person_detail"),
    path("people/<int:person>/edit/", people.person_edit, name="person_edit"),
    path("people/<int:person>/invite/", people.person_invite, name="person_invite"),
    path("people/<int:person>/role/", people.person_role, name="person_role"),
    path("people/<int:person>/access/", people.person_access, name="person_access"),
]
