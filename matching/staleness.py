"""What has changed since a draft was made, in sentences for coordinators.

Read off the audit trail: one question, however many people there are. A sentence may be true and
the next run come out the same; it then goes away all the same. Saving answers makes one sentence,
whatever was changed: what coordinators cannot see does not differ from what they can, and a run
that comes out otherwise after it has an explanation (decision 12).
"""

from collections.abc import Callable
from datetime import datetime

from django.db.models import CharField, Count, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import AuditEvent
from matching.models.runs import MatchRun, MentorWish, RequestStatus, TalkStatus
from profiles.actions import ANSWERS_SAVED
from profiles.models import Enrollment
from programs.models import Choice, Program
from relationships.models import Status
from relationships.rules import TRANSITIONS

Words = Callable[[int], str]

JOINED = {"enrollment.approved", "enrollment.orientation_done", "person.reactivated"}
LEFT = {"enrollment.withdrawn", "enrollment.declined", "person.deactivated"}
ANSWERED = ANSWERS_SAVED | {"matching.away"}
WISHED_NEXT = {"enrollment.wished_next"}
LISTED = {"person.changed", "person.chose_own_settings"}
IMPORTED = {"people.imported"}
WEIGHED = {"program.criteria_changed", "matching.limit_changed"}
SET_UP = {"program.basics_changed", "program.format_changed", "matching.choice_changed"}
ASKED = {
    "matching.asked",
    "matching.request_revived",
    "matching.talk_asked",
    "matching.talk_first",
    *(f"matching.request_{status}" for status in RequestStatus),
    *(f"matching.talk_{status}" for status in TalkStatus),
}
FREED = {
    "relationship.leave",
    "relationship.taken_out",
    *(f"relationship.{key}" for key, row in TRANSITIONS.items() if row.status == Status.CONCLUDED),
}
MERGED = {"skill.merged"}

ELSEWHERE = LISTED | {"person.deactivated", "person.reactivated"}
"""What happens to a person, not in a program; it matters where the person takes part."""


def changes_since(program: Program, moment: datetime) -> list[str]:
    """Why a draft of ``moment`` is out of date; nothing when it is not."""
    counts = dict(_counts(program, moment))
    found = [
        (sum(counts.get(verb, 0) for verb in verbs), words) for verbs, words in SENTENCES.items()
    ]
    sentences = [words(count) for count, words in found if count]
    return [*sentences, *_wishes(program, moment)]


def _counts(program: Program, moment: datetime) -> QuerySet[AuditEvent, tuple[str, int]]:
    people = Enrollment.objects.filter(program=program).values(person=Cast("user_id", CharField()))
    concerns = Q(program_id=program.pk) | Q(verb__in=IMPORTED | MERGED)
    concerns |= Q(program_id=None, verb__in=ELSEWHERE, target_id__in=people)
    rows = AuditEvent.objects.filter(concerns, created_at__gt=moment).order_by()
    return rows.values_list("verb").annotate(Count("target_id", distinct=True))


def _wishes(program: Program, moment: datetime) -> list[str]:
    if program.choice != Choice.WISHES:
        return []
    rows = MentorWish.objects.filter(mentee__program=program, created_at__gt=moment)
    count = rows.aggregate(n=Count("mentee", distinct=True))["n"]
    return [_wished(count)] if count else []


def _counted(one: Words) -> Words:
    return lambda count: one(count) % {"count": count}


_wished = _counted(
    lambda n: ngettext("%(count)d person has new wishes.", "%(count)d people have new wishes.", n)
)

SENTENCES: dict[frozenset[str], Words] = {
    frozenset(JOINED): _counted(
        lambda n: ngettext("%(count)d person has joined.", "%(count)d people have joined.", n)
    ),
    frozenset(LEFT): _counted(
        lambda n: ngettext("%(count)d person has left.", "%(count)d people have left.", n)
    ),
    frozenset(ANSWERED): _counted(
        lambda n: ngettext(
            "%(count)d person has saved their answers.",
            "%(count)d people have saved their answers.",
            n,
        )
    ),
    frozenset(WISHED_NEXT): _counted(
        lambda n: ngettext(
            "%(count)d person has said what they would like next after an ending.",
            "%(count)d people have said what they would like next after an ending.",
            n,
        )
    ),
    frozenset(LISTED): _counted(
        lambda n: ngettext(
            "The directory entry or the settings of %(count)d person have changed.",
            "The directory entries or the settings of %(count)d people have changed.",
            n,
        )
    ),
    frozenset(IMPORTED): lambda _count: _("The directory has been imported."),
    frozenset(MERGED): lambda _count: _("The skills list has changed."),
    frozenset(WEIGHED): lambda _count: _("What the matching weighs has changed."),
    frozenset(SET_UP): lambda _count: _("The settings of the program have changed."),
    frozenset(ASKED): lambda _count: _("People have asked or answered each other."),
    frozenset(FREED): _counted(
        lambda n: ngettext(
            "%(count)d proposal or relationship has ended.",
            "%(count)d proposals or relationships have ended.",
            n,
        )
    ),
}


def stale(run: MatchRun) -> list[str]:
    """Why a draft is out of date; nothing for a published run."""
    return [] if run.published_at else changes_since(run.program, run.as_of)
