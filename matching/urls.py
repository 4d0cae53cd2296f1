from django.urls import URLPattern, URLResolver, path

from matching.views import (
    aims,
    directory,
    groups,
    held_places,
    left_over,
    possibilities,
    publishing,
    requests,
    room,
    runs,
    talks,
    wishes,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("programs/<uuid:program>/matching/", room.matching_room, name="matching_room"),
    path(
        "programs/<uuid:program>/matching/drafts/",
        groups.matching_gatherings,
        name="matching_gatherings",
    ),
    path(
        "programs/<uuid:program>/matching/drafts/arrange/",
        groups.arrange,
        name="gatherings_arrange",
    ),
    path("programs/<uuid:program>/matching/drafts/put/", groups.put, name="gatherings_put"),
    path(
        "programs/<uuid:program>/matching/drafts/propose/",
        groups.propose,
        name="gatherings_propose",
    ),
    path(
        "programs/<uuid:program>/matching/drafts/<uuid:gathering>/",
        groups.change,
        name="gathering_change",
    ),
    path(
        "programs/<uuid:program>/matching/drafts/<uuid:gathering>/dissolve/",
        groups.dissolve,
        name="gathering_dissolve",
    ),
    path(
        "programs/<uuid:program>/matching/people/<uuid:enrollment>/include/",
        held_places.include,
        name="matching_include",
    ),
    path(
        "programs/<uuid:program>/matching/people/<uuid:enrollment>/hold/",
        held_places.hold,
        name="matching_hold",
    ),
    path("programs/<uuid:program>/matching/run/", room.matching_run, name="matching_run"),
    path("programs/<uuid:program>/matching/rule/", room.matching_rule, name="matching_rule"),
    path("programs/<uuid:program>/matching/undo/", room.matching_undo, name="matching_undo"),
    path("programs/<uuid:program>/matching/choice/", room.matching_choice, name="matching_choice"),
    path("programs/<uuid:program>/matching/what-if/", aims.matching_aims, name="matching_aims"),
    path("programs/<uuid:program>/matching/runs/", runs.matching_runs, name="matching_runs"),
    path(
        "programs/<uuid:program>/matching/compare/", runs.matching_compare, name="matching_compare"
    ),
    path("matching/runs/<uuid:run>/", room.matching_run_detail, name="matching_run_detail"),
    path("matching/runs/<uuid:run>/publish/", publishing.matching_publish, name="matching_publish"),
    path("matching/runs/<uuid:run>/export/", publishing.matching_export, name="matching_export"),
    path(
        "matching/runs/<uuid:run>/mentees/<uuid:mentee>/letters/",
        publishing.matching_letters,
        name="matching_letters",
    ),
    path("matching/runs/<uuid:run>/left-over/", left_over.people, name="matching_left_over"),
    path("matching/runs/<uuid:run>/what-would-help/", left_over.helpful, name="matching_help"),
    path(
        "matching/runs/<uuid:run>/mentees/<uuid:mentee>/",
        possibilities.matching_alternatives,
        name="matching_alternatives",
    ),
    path("programs/<uuid:program>/mentors/", directory.mentor_directory, name="mentor_directory"),
    path("programs/<uuid:program>/wishes/<uuid:mentor>/add/", wishes.add, name="wish_add"),
    path("programs/<uuid:program>/wishes/<uuid:mentor>/move/", wishes.move, name="wish_move"),
    path("programs/<uuid:program>/wishes/<uuid:mentor>/remove/", wishes.remove, name="wish_remove"),
    path("programs/<uuid:program>/mentors/<uuid:mentor>/ask/", requests.new, name="request_new"),
    path("programs/<uuid:program>/requests/", requests.listing, name="request_list"),
    path("programs/<uuid:program>/away/", requests.away, name="mentor_away"),
    path("requests/<uuid:asked>/", requests.detail, name="request_detail"),
    path("requests/<uuid:asked>/answer/", requests.answer, name="request_answer"),
    path("programs/<uuid:program>/mentors/<uuid:mentor>/talk/", talks.ask, name="talk_ask"),
    path("talks/<uuid:talk>/answer/", talks.answer, name="talk_answer"),
    path("talks/<uuid:talk>/close/", talks.close, name="talk_close"),
    path("requests/<uuid:asked>/revive/", requests.revive, name="request_revive"),
    path("requests/<uuid:asked>/take-back/", requests.take_back, name="request_take_back"),
]
