from django.urls import URLPattern, URLResolver, include, path

from programs.views import messages, participation, plan, programs, questions, setup, staff

question_patterns: list[URLPattern | URLResolver] = [
    path("", questions.program_question, name="program_question"),
    path("remove/", questions.program_question_remove, name="program_question_remove"),
    path("move/<str:direction>/", questions.program_question_move, name="program_question_move"),
]

setup_patterns: list[URLPattern | URLResolver] = [
    path("", setup.program_setup, name="program_setup"),
    path("dates/", setup.program_dates, name="program_dates"),
    path("format/", participation.program_format, name="program_format"),
    path("taking-part/", participation.program_taking_part, name="program_taking_part"),
    path("steps/<slug:step>/keep/", participation.program_step_keep, name="program_step_keep"),
    path("phases/", plan.program_phases, name="program_phases"),
    path("criteria/", plan.program_criteria, name="program_criteria"),
    path("questions/", questions.program_questions, name="program_questions"),
    path("questions/new/", questions.program_question_new, name="program_question_new"),
    path(
        "questions/library/",
        questions.program_question_library,
        name="program_question_library",
    ),
    path("questions/<uuid:question>/", include(question_patterns)),
    path("messages/", messages.program_messages, name="program_messages"),
    path("staff/", staff.program_staff, name="program_staff"),
    path("staff/<uuid:staff>/remove/", staff.program_staff_remove, name="program_staff_remove"),
    path(
        "staff/appointments/<uuid:appointment>/remove/",
        staff.program_appointment_remove,
        name="program_appointment_remove",
    ),
    path("clone/", programs.program_clone, name="program_clone"),
    path("archive/", programs.program_archive, name="program_archive"),
    path("unarchive/", programs.program_unarchive, name="program_unarchive"),
    path("open/", setup.program_move, {"move": "open"}, name="program_open"),
    path(
        "close-enrollment/",
        setup.program_move,
        {"move": "close_enrollment"},
        name="program_close_enrollment",
    ),
    path("reopen/", setup.program_move, {"move": "reopen"}, name="program_reopen"),
    path("close/", setup.program_move, {"move": "close"}, name="program_close"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("programs/", programs.program_list, name="program_list"),
    path("programs/new/", programs.program_new, name="program_new"),
    path("programs/<uuid:program>/setup/", include(setup_patterns)),
]
