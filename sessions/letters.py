"""The letters about sessions and the short questions between them."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentoring.lib.web import absolute_url
from notifications.kinds import Attachment, Letter, Link, letter
from notifications.models import Message
from programs import facts
from relationships.facts import confirmed_agreement
from relationships.letters import Scene, Write, pair_letter, scene
from relationships.models import Status
from sessions import calendar, links
from sessions.check_ins import QUESTIONS
from sessions.models import CheckIn, MentoringSession, SessionKind, SessionStatus


def _session(message: Message, *statuses: SessionStatus) -> MentoringSession | None:
    """The session of a message, as long as its time and state are those the message is about."""
    return MentoringSession.objects.filter(
        pk=message.context["session"],
        schedule_version=message.context["version"],
        status__in=statuses,
        relationship__status=Status.ACTIVE,
    ).first()


def _time(session: MentoringSession) -> str:
    local = timezone.localtime(session.starts_at)
    return f"{date_format(local, 'l, j F, H:i')} ({local.tzname()})"


def _open(session: MentoringSession, label: str) -> Link:
    return Link(label, absolute_url("session_detail", session=session.pk))


def _calendar_file(session: MentoringSession, people: Scene) -> Attachment:
    """Puts the session into the reader's calendar, changes it there, or takes it out."""
    entry = calendar.Entry(session, people.me.user, people.partner_name)
    cancelled = session.status == SessionStatus.CANCELLED
    method = calendar.CANCEL if cancelled else calendar.REQUEST
    return Attachment(
        name="cancelled.ics" if cancelled else "session.ics",
        mime=calendar.MIME,
        text=calendar.invitation(entry),
        parameters=(("method", method),),
    )


@letter("sessions.planned")
def planned(message: Message) -> Letter | None:
    session, people = _session(message, SessionStatus.PLANNED), scene(message)
    if session is None or people is None:
        return None
    when = {"name": people.partner_name, "when": _time(session)}
    return Letter(
        subject=_("Planned with %(name)s: %(when)s") % when,
        paragraphs=(
            _("You and %(name)s meet on %(when)s.") % when,
            _("The attached file puts it into your calendar; the agenda stays in your record."),
        ),
        button=_open(session, _("Open the session")),
        attachment=_calendar_file(session, people),
    )


@letter("sessions.planned_ahead")
def planned_ahead(message: Message) -> Letter | None:
    """Several sessions planned at once: one letter, one file."""
    people = scene(message)
    rows = MentoringSession.objects.planned().filter(
        pk__in=message.context["session"].split(","), relationship__status=Status.ACTIVE
    )
    sessions = list(rows)
    if people is None or not sessions:
        return None
    return Letter(
        subject=_("Your next sessions with %(name)s") % {"name": people.partner_name},
        paragraphs=(
            _("These are planned with %(name)s:") % {"name": people.partner_name},
            *(_time(session) for session in sessions),
            _("The attached file puts them into your calendar; each can still be moved."),
        ),
        button=people.button(_("Open our record")),
        attachment=_calendar_of(sessions, people),
    )


def _calendar_of(sessions: list[MentoringSession], people: Scene) -> Attachment:
    entries = [calendar.Entry(one, people.me.user, people.partner_name) for one in sessions]
    return Attachment(
        name="sessions.ics",
        mime=calendar.MIME,
        text=calendar.several(entries),
        parameters=(("method", calendar.PUBLISH),),
    )


@letter("sessions.called_off")
def called_off(message: Message) -> Letter | None:
    """To who called it off: takes the session out of their own calendar."""
    session, people = _session(message, SessionStatus.CANCELLED), scene(message)
    if session is None or people is None:
        return None
    when = {"name": people.partner_name, "when": _time(session)}
    return Letter(
        subject=_("You called off: %(when)s") % when,
        paragraphs=(
            _("%(name)s has been told that your session on %(when)s is off.") % when,
            _("The attached file takes it out of your calendar."),
        ),
        button=people.button(_("Plan another session"), "session_plan"),
        attachment=_calendar_file(session, people),
    )


@letter("sessions.reminder")
def reminder(message: Message) -> Letter | None:
    session, people = _session(message, SessionStatus.PLANNED), scene(message)
    if session is None or people is None:
        return None
    when = {"name": people.partner_name, "when": _time(session)}
    return Letter(
        subject=_("You meet %(name)s: %(when)s") % when,
        paragraphs=(
            _("Your session with %(name)s is on %(when)s.") % when,
            *_host(session, people),
            _("A few minutes now make it worth more: what would you like to talk about?"),
        ),
        button=_open(session, _("Open the agenda")),
    )


def _host(session: MentoringSession, people: Scene) -> list[str]:
    """Whose turn it is, where members take turns."""
    if session.host is None:
        return []
    if session.host == people.me:
        return [_("It is your turn to host it: open it, and see that everybody has their say.")]
    return [_("%(name)s hosts it.") % {"name": session.host.user}]


@letter("sessions.moved")
def moved(message: Message) -> Letter | None:
    session, people = _session(message, SessionStatus.PLANNED), scene(message)
    if session is None or people is None:
        return None
    when = {"name": people.partner_name, "when": _time(session)}
    return Letter(
        subject=_("New time with %(name)s: %(when)s") % when,
        paragraphs=(_("%(name)s has moved your session to %(when)s.") % when,),
        button=_open(session, _("Open the session")),
        attachment=_calendar_file(session, people),
    )


@letter("sessions.cancelled")
def cancelled(message: Message) -> Letter | None:
    session, people = _session(message, SessionStatus.CANCELLED), scene(message)
    if session is None or people is None:
        return None
    when = {"name": people.partner_name, "when": _time(session)}
    return Letter(
        subject=_("Called off: your session on %(when)s") % when,
        paragraphs=(
            _("%(name)s has called off your session on %(when)s. Agree on another time.") % when,
        ),
        button=people.button(_("Plan another session"), "session_plan"),
        attachment=_calendar_file(session, people),
    )


@letter("sessions.not_held")
def not_held(message: Message) -> Letter | None:
    """Without the reason: that stays in the record."""
    session, people = _session(message, SessionStatus.CANCELLED), scene(message)
    if session is None or people is None:
        return None
    when = {"name": people.partner_name, "when": _time(session)}
    return Letter(
        subject=_("It did not happen: %(when)s") % when,
        paragraphs=(
            _("%(name)s says that your session on %(when)s did not take place.") % when,
            _("A new date is the best next step. If you did meet, log it in your record."),
        ),
        button=people.button(_("Plan another session"), "session_plan"),
    )


@letter("sessions.check_in")
def check_in(message: Message) -> Letter | None:
    asked = CheckIn.objects.filter(pk=message.context["check_in"], answered_at=None).first()
    people = scene(message)
    if asked is None or people is None or people.me.relationship.status != Status.ACTIVE:
        return None
    if not _is_sent(people, asked.kind) or (asked.kind == "held" and not _still_unsettled(asked)):
        return None
    return question_letter(asked, people)


def _still_unsettled(asked: CheckIn) -> bool:
    _word, session, version = asked.occasion.split(":")
    planned = MentoringSession.objects.filter(pk=session, status=SessionStatus.PLANNED)
    return planned.filter(schedule_version=version.removeprefix("v")).exists()


def _is_sent(people: Scene, key: str) -> bool:
    """Whether the program still wants this touchpoint: it may have been switched off since."""
    return facts.sends(people.me.relationship.program, key)


def question_letter(asked: CheckIn, people: Scene) -> Letter:
    """The letter that asks one question, each answer a link."""
    question = QUESTIONS[asked.kind]
    readers = {
        "coordinator": _("Your coordinator reads this answer; your partner does not."),
        "pair": _("Only the two of you read this answer."),
    }
    return Letter(
        subject=_("%(name)s and you: %(question)s")
        % {"name": people.partner_name, "question": question.text},
        paragraphs=(str(question.text), _("One click answers; no sign-in is needed.")),
        answers=tuple(
            Link(str(label), links.url(asked, answer)) for answer, label in question.answers
        ),
        footnote=readers[question.readers],
    )


def _nudge(key: str, write: Write, status: Status) -> None:
    def unless_switched_off(people: Scene) -> Letter | None:
        return write(people) if _is_sent(people, key) else None

    pair_letter(f"sessions.{key}", status)(unless_switched_off)


def _end(people: Scene) -> dict[str, str]:
    """The day on which the two plan to end."""
    end = people.me.relationship.planned_end_on
    return {"day": date_format(end, "DATE_FORMAT") if end else ""}


def _plan_button(people: Scene) -> Link:
    return people.button(_("Plan a session"), "session_plan")


def schedule_next(people: Scene) -> Letter | None:
    if people.me.relationship.next_session_at:
        return None
    return Letter(
        subject=_("When do you meet %(name)s next?") % {"name": people.partner_name},
        paragraphs=(_("You have no next session yet. Suggest a time while it is fresh."),),
        button=_plan_button(people),
    )


def welcome(people: Scene) -> Letter:
    """Who looks after the program, by name, so that nobody has to look for help."""
    staff = people.me.relationship.program.staff.select_related("user")
    names = [f"{coordinator.user} ({coordinator.user.email})" for coordinator in staff]
    return Letter(
        subject=_("Welcome to %(program)s") % {"program": people.program},
        paragraphs=(
            _("You have begun with %(name)s. A good start takes a few meetings close together.")
            % {"name": people.partner_name},
            _("If something hinders you, write to: %(names)s.") % {"names": ", ".join(names)},
            _("They see that you meet, never what you talk about."),
        ),
        button=people.button(_("Open your record")),
    )


def first_meeting_late(people: Scene) -> Letter | None:
    if people.me.relationship.sessions_held:
        return None
    return Letter(
        subject=_("Your first meeting with %(name)s") % {"name": people.partner_name},
        paragraphs=(
            _("You have both said yes, and have not met yet."),
            _("Half an hour is enough to start. Your coordinator helps if something hinders you."),
        ),
        button=_plan_button(people),
    )


def agreement_status(people: Scene) -> Letter | None:
    if confirmed_agreement(people.me.relationship):
        return None
    return Letter(
        subject=_("Your agreement with %(name)s") % {"name": people.partner_name},
        paragraphs=(
            _("Now is a good moment to settle how you work together: it takes ten minutes."),
        ),
        button=people.button(_("Write or confirm the agreement"), "agreement"),
    )


def goals_status(people: Scene) -> Letter | None:
    if people.me.relationship.goals.filter(confirmed_at__isnull=False).exists():
        return None
    return Letter(
        subject=_("A first goal with %(name)s") % {"name": people.partner_name},
        paragraphs=(_("You have not agreed on a goal yet. One is enough to begin with."),),
        button=people.button(_("Propose a goal"), "goal_new"),
    )


def mid_point(people: Scene) -> Letter:
    return Letter(
        subject=_("Half-way: look back together"),
        paragraphs=(
            _("Take one session with %(name)s to go through your goals and how you work together.")
            % {"name": people.partner_name},
            _("What moved, what did not, is the rhythm still right, does the end still fit?"),
        ),
        button=_plan_button(people),
    )


def ending_well(people: Scene) -> Letter:
    return Letter(
        subject=_("Ending well begins now"),
        paragraphs=(
            _("You plan to end on %(day)s. Talk about how you want to close, and what then.")
            % _end(people),
        ),
        button=people.button(_("Open your record")),
    )


def propose_separation(people: Scene) -> Letter:
    return Letter(
        subject=_("Is it time for separation?"),
        paragraphs=(
            _("You plan to end on %(day)s. One of you proposes separation, the other confirms.")
            % _end(people),
        ),
        button=people.button(_("See what is next")),
    )


def book_closing(people: Scene) -> Letter | None:
    closings = people.me.relationship.sessions.planned().filter(kind=SessionKind.CLOSING)
    if people.me.relationship.closing_held_at or closings.exists():
        return None
    return Letter(
        subject=_("Book your closing conversation"),
        paragraphs=(
            _("You plan to end on %(day)s. Plan the closing conversation, and choose what follows.")
            % _end(people),
        ),
        button=_plan_button(people),
    )


def redefinition_talk(people: Scene) -> Letter | None:
    if people.me.relationship.next_session_at:
        return None
    return Letter(
        subject=_("Meet %(name)s once more, as equals") % {"name": people.partner_name},
        paragraphs=(
            _("Some weeks have passed since you closed. If you both like, meet once more."),
            _("How do you meet from now on? Who may call whom, and what do you no longer do?"),
        ),
        button=_plan_button(people),
        footnote=_("You need not. Silence after a good end is fine, too."),
    )


def follow_up(people: Scene) -> Letter:
    return Letter(
        subject=_("How is it going since %(name)s?") % {"name": people.partner_name},
        paragraphs=(
            _("This is the day you chose to look back on your mentoring with %(name)s.")
            % {"name": people.partner_name},
            _(
                "What has stayed? A few words to each other are enough. And what you learned may be"
                " what somebody else needs: programs always look for mentors."
            ),
        ),
        button=people.button(_("Look back"), "follow_up"),
    )


NUDGES: dict[str, Write] = {
    "schedule_next": schedule_next,
    "welcome": welcome,
    "first_meeting_late": first_meeting_late,
    "agreement_status": agreement_status,
    "goals_status": goals_status,
    "mid_point": mid_point,
    "ending_well": ending_well,
    "propose_separation": propose_separation,
    "book_closing": book_closing,
    "redefinition_talk": redefinition_talk,
    "follow_up": follow_up,
}
"""The letters of touchpoints that ask nothing, by key (``programs.touchpoints``)."""

AFTERWARDS = frozenset({"follow_up"})

for _key, _write in NUDGES.items():
    _nudge(_key, _write, Status.CONCLUDED if _key in AFTERWARDS else Status.ACTIVE)
