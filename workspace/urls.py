from django.urls import URLPattern, URLResolver, path

from workspace.views import closing, export, record, record_search, talks

urlpatterns: list[URLPattern | URLResolver] = [
    path("mentoring/", record.relationship_list, name="relationship_list"),
    path("mentoring/<uuid:relationship>/", record.relationship_detail, name="relationship_detail"),
    path("mentoring/<uuid:relationship>/closing/", closing.closing, name="closing"),
    path(
        "mentoring/<uuid:relationship>/closing/alone/",
        closing.closing_independence,
        name="closing_independence",
    ),
    path(
        "mentoring/<uuid:relationship>/closing/ahead/", closing.closing_ahead, name="closing_ahead"
    ),
    path(
        "mentoring/<uuid:relationship>/closing/thanks/",
        closing.closing_thanks,
        name="closing_thanks",
    ),
    path(
        "mentoring/<uuid:relationship>/closing/actions/<uuid:action>/",
        closing.closing_settle,
        name="closing_settle",
    ),
    path("mentoring/<uuid:relationship>/thanks/", talks.talk_thank, name="talk_thank"),
    path("mentoring/<uuid:relationship>/call-off/", talks.talk_call_off, name="talk_call_off"),
    path("mentoring/<uuid:relationship>/fit/", record.fit, name="fit"),
    path("mentoring/<uuid:relationship>/help/", record.ask_for_help, name="ask_for_help"),
    path("mentoring/<uuid:relationship>/whole/", export.record_whole, name="record_whole"),
    path("mentoring/<uuid:relationship>/copy/", export.record_copy, name="record_copy"),
    path(
        "mentoring/<uuid:relationship>/search/", record_search.record_search, name="record_search"
    ),
]
