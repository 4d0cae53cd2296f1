from django.urls import URLPattern, URLResolver, path

from sessions.views import (
    afterwards,
    answers,
    calendars,
    corrections,
    files,
    meetings,
    previews,
    suggested_dates,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "mentoring/<uuid:relationship>/sessions/plan/", meetings.session_plan, name="session_plan"
    ),
    path("mentoring/<uuid:relationship>/sessions/we-met/", meetings.we_met, name="we_met"),
    path(
        "mentoring/<uuid:relationship>/sessions/exchange/",
        afterwards.exchange_log,
        name="exchange_log",
    ),
    path("mentoring/<uuid:relationship>/ahead/", suggested_dates.ahead_plan, name="ahead_plan"),
    path(
        "mentoring/<uuid:relationship>/ahead/<str:day>/",
        suggested_dates.ahead_date,
        name="ahead_date",
    ),
    path(
        "mentoring/<uuid:relationship>/ahead/<str:day>/skip/",
        suggested_dates.ahead_skip,
        name="ahead_skip",
    ),
    path(
        "mentoring/<uuid:relationship>/actions/<uuid:action>/",
        meetings.action_done,
        name="action_done",
    ),
    path("sessions/<uuid:session>/", meetings.session_detail, name="session_detail"),
    path(
        "sessions/<uuid:session>/session.ics", calendars.session_calendar, name="session_calendar"
    ),
    path("sessions/<uuid:session>/edit/", meetings.session_edit, name="session_edit"),
    path("sessions/<uuid:session>/log/", meetings.session_log, name="session_log"),
    path("sessions/<uuid:session>/cancel/", meetings.session_cancel, name="session_cancel"),
    path("sessions/<uuid:session>/not-held/", afterwards.session_not_held, name="session_not_held"),
    path("sessions/<uuid:session>/correct/", corrections.session_correct, name="session_correct"),
    path("sessions/<uuid:session>/remove/", corrections.session_remove, name="session_remove"),
    path(
        "sessions/<uuid:session>/put-back/", corrections.session_put_back, name="session_put_back"
    ),
    path("sessions/<uuid:session>/held/", afterwards.session_held, name="session_held"),
    path("sessions/<uuid:session>/host/", afterwards.session_host, name="session_host"),
    path(
        "sessions/<uuid:session>/attendance/",
        afterwards.session_attendance,
        name="session_attendance",
    ),
    path("sessions/<uuid:session>/topics/", afterwards.topic_add, name="topic_add"),
    path("sessions/<uuid:session>/takeaway/", afterwards.takeaway_write, name="takeaway_write"),
    path("sessions/<uuid:session>/useful/", meetings.session_useful, name="session_useful"),
    path("sessions/<uuid:session>/notes/", meetings.note_write, name="note_write"),
    path("sessions/<uuid:session>/notes/<uuid:note>/", meetings.note_edit, name="note_edit"),
    path(
        "sessions/<uuid:session>/notes/<uuid:note>/remove/",
        meetings.note_remove,
        name="note_remove",
    ),
    path("sessions/<uuid:session>/actions/", meetings.action_add, name="action_add"),
    path(
        "programs/<uuid:program>/setup/messages/<slug:letter>/",
        previews.program_message,
        name="program_message",
    ),
    path("sessions/<uuid:session>/files/", files.session_file_add, name="session_file_add"),
    path("mentoring/<uuid:relationship>/files/", files.file_list, name="file_list"),
    path("files/<uuid:file>/", files.file_download, name="file_download"),
    path("files/<uuid:file>/take-out/", files.file_take_out, name="file_take_out"),
    path("me/calendar/", calendars.calendar_feed, name="calendar_feed"),
    path("me/calendar/stop/", calendars.calendar_feed_stop, name="calendar_feed_stop"),
    path("calendar/<str:token>.ics", calendars.calendar_read, name="calendar_read"),
    path("answer/<str:token>/", answers.answer, name="answer"),
    path("answer/<str:token>/thanks/", answers.answered, name="answered"),
]
