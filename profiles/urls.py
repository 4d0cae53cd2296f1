from django.urls import URLPattern, URLResolver, include, path

from profiles.views import (
    admission,
    briefing,
    enrollment,
    invitations,
    invited,
    join,
    manager_approval,
    orientation,
    people,
)

invitation_patterns: list[URLPattern | URLResolver] = [
    path("", invitations.program_invitations, name="program_invitations"),
    path("again/", invitations.program_invitations_again, name="program_invitations_again"),
    path("new/", invitations.program_invite, name="program_invite"),
    path("directory/", invitations.program_invite_directory, name="program_invite_directory"),
    path("<uuid:invited>/again/", invitations.invitation_again, name="invitation_again"),
    path(
        "<uuid:invited>/take-back/",
        invitations.invitation_take_back,
        name="invitation_take_back",
    ),
]

people_patterns: list[URLPattern | URLResolver] = [
    path("", people.program_people, name="program_people"),
    path("approve/", people.program_people_approve, name="program_people_approve"),
    path("waiting/", people.program_waiting, name="program_waiting"),
    path("invitations/", include(invitation_patterns)),
    path("<uuid:enrollment>/", people.enrollment_review, name="enrollment_review"),
    path(
        "<uuid:enrollment>/approve/",
        people.enrollment_decide,
        {"decision": "approve"},
        name="enrollment_approve",
    ),
    path(
        "<uuid:enrollment>/decline/",
        people.enrollment_decide,
        {"decision": "decline"},
        name="enrollment_decline",
    ),
    path(
        "<uuid:enrollment>/let-go/",
        people.enrollment_decide,
        {"decision": "let_go"},
        name="enrollment_let_go",
    ),
    path(
        "<uuid:enrollment>/ask-manager/",
        manager_approval.manager_ask_again,
        name="manager_ask_again",
    ),
]

enrollment_patterns: list[URLPattern | URLResolver] = [
    path("", enrollment.enrollment_detail, name="enrollment_detail"),
    path("seen/", enrollment.enrollment_seen, name="enrollment_seen"),
    path("edit/", enrollment.enrollment_edit, name="enrollment_edit"),
    path("orientation/", orientation.orientation, name="orientation"),
    path("shared/", enrollment.partner_answers, name="partner_answers"),
    path("withdraw/", enrollment.enrollment_withdraw, name="enrollment_withdraw"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("invited/<str:token>/", invited.invited, name="invited"),
    path("invited/<str:token>/no/", invited.invited_no, name="invited_no"),
    path("join/<str:token>/", join.join, name="join"),
    path("join/<str:token>/tell-me/", admission.join_tell_me, name="join_tell_me"),
    path("join/<str:token>/<str:role>/", join.enroll, name="enroll"),
    path("enrollments/<uuid:enrollment>/", include(enrollment_patterns)),
    path("managers/<str:token>/", manager_approval.manager_answer, name="manager_answer"),
    path(
        "managers/<str:token>/thanks/", manager_approval.manager_answered, name="manager_answered"
    ),
    path("team/", manager_approval.team_answers, name="team_answers"),
    path("team/<uuid:asked_manager>/<str:word>/", manager_approval.team_answer, name="team_answer"),
    path("for-line-managers/", briefing.manager_briefing, name="manager_briefing"),
    path("for-line-managers/<str:token>/", briefing.program_briefing, name="program_briefing"),
    path("programs/<uuid:program>/people/", include(people_patterns)),
    path(
        "programs/<uuid:program>/setup/joining/", admission.program_joining, name="program_joining"
    ),
    path(
        "programs/<uuid:program>/setup/joining/open/",
        admission.program_mentees_open,
        name="program_mentees_open",
    ),
    path(
        "programs/<uuid:program>/setup/preview/<str:role>/",
        people.program_preview,
        name="program_preview",
    ),
]
