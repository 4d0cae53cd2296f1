"""The letters to coordinators, and what they answer. None says who wanted an ending or a pause."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import dates
from core.web import absolute_url
from notifications.kinds import Letter, Link, letter
from notifications.models import Message
from relationships import member_loss
from relationships.letter_context import LetterContext
from relationships.letters.declaration import pair_letter
from relationships.models import (
    RUNNING_STATUSES,
    ConcludedKind,
    Membership,
    PauseRequest,
    Relationship,
    Status,
)
from relationships.wording import names_of, title_of


def _record(message: Message) -> Relationship | None:
    rows = Relationship.objects.select_related("program")
    return rows.filter(pk=message.context["relationship"]).first()


def _pair_page(relationship: Relationship, label: str) -> Link:
    where = {"program": relationship.program_id, "relationship": relationship.pk}
    return Link(label, absolute_url("pair_detail", **where))


@letter("relationships.lost", gettext_lazy("News for coordinators"))
def lost(message: Message) -> Letter | None:
    """A relationship ended before it was complete: who needs somebody else, and where."""
    relationship = _record(message)
    if relationship is None or relationship.status != Status.CONCLUDED:
        return None
    left = member_loss.still_there(relationship)
    names = {"who": title_of(relationship), "program": relationship.program}
    return Letter(
        subject=_("Mentoring has ended: %(who)s") % names,
        paragraphs=(_how_it_ended(relationship), *_who_is_left(relationship, left)),
        button=_next_step(relationship, left),
    )


def _how_it_ended(relationship: Relationship) -> str:
    names = {"who": title_of(relationship), "program": relationship.program}
    if relationship.concluded_kind == ConcludedKind.NO_FAULT:
        words = _(
            "In %(program)s, the mentoring of %(who)s has been concluded under the no-fault "
            "rule; no reason is asked or given, and nobody is told who ended it."
        )
    elif relationship.concluded_kind == ConcludedKind.DECLINED:
        words = _("In %(program)s, the talk of %(who)s has been called off.")
    else:
        words = _("In %(program)s, the mentoring of %(who)s has ended for administrative reasons.")
    return words % names


def _who_is_left(relationship: Relationship, left: list[Membership]) -> tuple[str, ...]:
    if not left:
        return (_("None of them can be matched again at the moment."),)
    names = {"names": names_of([one.user for one in left])}
    if all(member_loss.may_wish(one) for one in left):
        words = ngettext(
            "%(names)s is being asked what they would like next: a new match, to wait, or to"
            " leave. The waiting list shows the answer.",
            "%(names)s: each is being asked what they would like next: a new match, to wait, or to"
            " leave. The waiting list shows the answers.",
            len(left),
        )
        return (words % names,)
    return (_("Can be matched again: %(names)s.") % names,)


def _next_step(relationship: Relationship, left: list[Membership]) -> Link:
    if not left or not member_loss.is_matching(relationship.program):
        return _pair_page(relationship, _("Open its page"))
    label = _("Look for somebody else for %(names)s") % {
        "names": names_of([one.user for one in left])
    }
    route = member_loss.matching_route(relationship.program)
    return Link(label, absolute_url(route, program=relationship.program_id))


@letter("relationships.member_lost", gettext_lazy("News for coordinators"))
def member_lost(message: Message) -> Letter | None:
    """A group goes on with fewer: somebody left."""
    return _goes_on(
        message,
        _("A member has left %(who)s"),
        _("In %(program)s, a member has left %(who)s. No reason is asked or given."),
    )


@letter("relationships.member_removed", gettext_lazy("News for coordinators"))
def member_removed(message: Message) -> Letter | None:
    """The same after a coordinator removed somebody; why is no part of the record."""
    return _goes_on(
        message,
        _("A member has been removed from %(who)s"),
        _("In %(program)s, a coordinator has removed a member from %(who)s. No reason is given."),
    )


def _goes_on(message: Message, subject: str, happened: str) -> Letter | None:
    relationship = _record(message)
    if relationship is None or not relationship.is_running:
        return None
    names = {"who": title_of(relationship), "program": relationship.program}
    number = relationship.memberships.present().count()
    goes_on = ngettext(
        "It continues with %(number)d person.", "It continues with %(number)d people.", number
    )
    route = member_loss.matching_route(relationship.program)
    return Letter(
        subject=subject % names,
        paragraphs=(
            happened % names,
            goes_on % {"number": number},
        ),
        button=Link(
            _("See who could be brought together"),
            absolute_url(route, program=relationship.program_id),
        ),
    )


@letter("relationships.longer_pause_asked", gettext_lazy("A question to coordinators"))
def longer_pause_asked(message: Message) -> Letter | None:
    asked = PauseRequest.objects.waiting().filter(pk=message.context["asked"]).first()
    relationship = _record(message)
    if asked is None or relationship is None or relationship.status not in RUNNING_STATUSES:
        return None
    names = {
        "who": title_of(relationship),
        "program": relationship.program,
        "day": dates.day(asked.resume_on),
    }
    return Letter(
        subject=_("A longer pause is asked for: %(who)s") % names,
        paragraphs=(
            _("In %(program)s, one of %(who)s asks to pause until %(day)s.") % names,
            _(
                "That is longer, or more often, than people decide alone. Nobody is asked why, and"
                " nothing here says who asked. Their record tells everybody that you decide."
            ),
        ),
        button=_pair_page(relationship, _("Agree or decline")),
    )


@pair_letter(
    "relationships.longer_pause_declined",
    gettext_lazy("An answer of the coordinator"),
    *map(Status, RUNNING_STATUSES),
)
def longer_pause_declined(scene: LetterContext) -> Letter:
    return Letter(
        subject=_("Your mentoring is not paused for longer"),
        paragraphs=(
            _(
                "Your coordinator could not agree to the longer pause you asked for. Nothing has "
                "changed. Write to them, or choose another day."
            ),
        ),
        button=scene.button(_("See what else is possible"), "ending"),
    )
