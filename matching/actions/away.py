"""A mentor goes away for a while: nobody new, and the clock of waiting requests stands still."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from core import clock, local_time
from core.errors import DomainError
from matching.actions.guard import lock, require_own
from matching.models.runs import Away, IntroTalk, MentorRequest
from matching.rules import Absence, after_working_days, working_days_left
from profiles.models import Enrollment

LONGEST_AWAY = timedelta(days=365)


@transaction.atomic
def set_away(*, mentor: Enrollment, since: date | None, until: date | None, by: User) -> None:
    """Take nobody new from ``since`` (None: today) until the day ``until``; None: be there.

    Requests that wait keep the working days they have left and get them when the mentor is back.
    Raises DomainError for days that make no sense.
    """
    lock(mentor)
    require_own(mentor, by)
    before = Away.objects.filter(enrollment=mentor).first()
    absence = _absence(since, until, clock.today(mentor.user.zone))
    if absence is None:
        Away.objects.filter(enrollment=mentor).delete()
    else:
        days = {"since": absence.since, "until": absence.until}
        Away.objects.update_or_create(enrollment=mentor, defaults=days)
    _move_deadlines(mentor, before.absence if before else None, absence)
    audit.record(by=by, verb="matching.away", target=mentor, program_id=mentor.program_id)


def _absence(since: date | None, until: date | None, today: date) -> Absence | None:
    if until is None:
        return None
    start = since or today
    if start < today:
        raise DomainError(_("Choose today or a later day."), "not_a_return", field="since")
    if not start < until <= today + LONGEST_AWAY:
        raise DomainError(
            _("Choose a day after the first day away, within a year from now."),
            "not_a_return",
            field="until",
        )
    return Absence(start, until)


def _move_deadlines(mentor: Enrollment, before: Absence | None, after: Absence | None) -> None:
    zone, now = mentor.user.zone, clock.now()
    requests = MentorRequest.objects.open().filter(mentor=mentor, answer_until__gt=now)
    talks = IntroTalk.objects.waiting().filter(mentor=mentor, answer_until__gt=now)
    waiting: list[MentorRequest | IntroTalk] = [
        *requests.select_for_update().defer("words"),
        *talks.select_for_update(),
    ]
    for asked in waiting:
        left = working_days_left(now, asked.answer_until, zone, before)
        start = _today_at_hour_of(asked.answer_until, now, zone)
        asked.answer_until = after_working_days(start, left, zone, after)
        asked.save(update_fields=["answer_until"])


def _today_at_hour_of(deadline: datetime, now: datetime, zone: str) -> datetime:
    hour = local_time.hour_of(deadline, zone)
    return local_time.moment_of(local_time.day_of(now, zone), hour, zone)
