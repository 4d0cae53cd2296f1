"""What the matching room shows: a run in words, beside the run before it."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from matching import wording
from matching.engine.scoring import quotas
from matching.models import (
    Decision,
    MatchRun,
    MentorRequest,
    MentorWish,
    Proposal,
    RequestStatus,
    Ruling,
    Unmatched,
)
from profiles.models import Enrollment
from programs.models import Choice, CriterionKey, Program, Side
from relationships.models import ConcludedKind, Membership, Relationship, Status

PAIRS_A_PAGE = 20
PEOPLE_A_PAGE = 20
LONGEST_SEARCH = 100

Pairing = tuple[uuid.UUID, uuid.UUID]


@dataclass(frozen=True)
class PoolCounts:
    """Who can be matched today."""

    mentees: int
    waiting: int
    mentors: int
    places: int

    @property
    def is_ready(self) -> bool:
        return bool(self.waiting and self.places)


@dataclass(frozen=True)
class Share:
    """One criterion's part of a fit: "7 of 10" points, and how much of them that is, in percent.

    Both are written here: a page has hundreds, and templates write slowly.
    """

    label: str
    words: str
    percent: str


@dataclass(frozen=True)
class Answer:
    """What has become of a published pair. ``tone`` is a tag class."""

    words: str
    tone: str


@dataclass(frozen=True)
class PairRow:
    proposal: Proposal
    mentor: User
    mentee: User
    reasons: Sequence[str]
    concerns: Sequence[str]
    shares: Sequence[Share]
    ruling: str
    before: str
    wished: str
    answers: Sequence[Answer]


@dataclass(frozen=True)
class PersonRow:
    """``is_blocked``: no candidate at all passes the rules; otherwise all places were taken.

    ``mentee_id``: the enrollment of a mentee, None for a mentor.
    """

    person: User
    mentee_id: uuid.UUID | None
    is_blocked: bool
    why: Sequence[str]
    help: Sequence[str]


@dataclass(frozen=True)
class Difference:
    """What changed from the run before: mentees by what happened to them."""

    another_mentor: int
    newly_matched: int
    no_longer_matched: Sequence[str]

    @property
    def is_any(self) -> bool:
        return bool(self.another_mentor or self.newly_matched or self.no_longer_matched)


@dataclass(frozen=True)
class Brief:
    """A proposal without its reasons, for looking through all of them.

    ``relationship_id``: what it has become when it is published.
    """

    mentor_id: uuid.UUID
    mentee_id: uuid.UUID
    mentor: str
    mentee: str
    relationship_id: uuid.UUID | None


@dataclass(frozen=True)
class RunView:
    """One run, the part of it that was asked for, and its difference to the run before."""

    run: MatchRun
    pairs: "Page[Any]"
    rows: Sequence[PairRow]
    mentees: "Page[Any]"
    blocked: int
    mentors: "Page[Any]"
    difference: Difference | None
    refused: Sequence[str]
    answers: Sequence[Answer]
    drafts: int
    query: str
    weakest_first: bool

    @property
    def count(self) -> int:
        return int(self.run.summary["pairs"])

    @property
    def told(self) -> int:
        """How many pairs are published, of a run that may still be a draft."""
        return self.count - self.drafts

    @property
    def unmatched_mentees(self) -> int:
        return int(self.run.summary["mentees"]) - self.count

    @property
    def crowded_out(self) -> int:
        """Mentees who would have fitted and for whom there was no place."""
        return self.mentees.paginator.count - self.blocked


def pool_counts(program: Program) -> PoolCounts:
    """The approved people of ``program``, and the places still free."""
    people = Enrollment.objects.approved().filter(program=program, user__is_active=True)
    taken = Count("memberships", filter=Q(memberships__is_open=True))
    rows = people.order_by().annotate(taken=taken).values_list("role", "capacity", "taken")
    return _counted(list(rows))


def _counted(rows: Sequence[tuple[str, int, int]]) -> PoolCounts:
    mentees = [taken for role, _capacity, taken in rows if role == Side.MENTEE]
    mentors = [max(0, capacity - taken) for role, capacity, taken in rows if role == Side.MENTOR]
    return PoolCounts(len(mentees), mentees.count(0), len(mentors), sum(mentors))


@dataclass(frozen=True)
class Wishing:
    """What mentees do about their own matching, in numbers; nobody's words, nobody's name."""

    wishers: int
    requests: Sequence[tuple[str, int]]


def wishing(program: Program) -> Wishing | None:
    """How many mentees have wishes, and the requests of ``program`` by state; None where mentees
    have nothing to say."""
    if program.choice == Choice.COORDINATOR:
        return None
    wishes = MentorWish.objects.filter(mentee__program=program)
    rows = MentorRequest.objects.filter(mentor__program=program).order_by()
    counts = dict(rows.values_list("status").annotate(Count("pk")))
    return Wishing(
        wishers=wishes.aggregate(n=Count("mentee", distinct=True))["n"],
        requests=[(str(state.label), counts[state]) for state in RequestStatus if state in counts],
    )


def clean_query(text: str) -> str:
    """What was typed into the search field, as far as a name can hold it."""
    return text.replace("\x00", "").strip()[:LONGEST_SEARCH]


@dataclass(frozen=True)
class Wanted:
    """What somebody asked to see: names like ``query``, which page, in which order."""

    query: str = ""
    page: str = "1"
    people_page: str = "1"
    weakest_first: bool = False


def run_view(
    run: MatchRun, before: MatchRun | None, rulings: Mapping[Pairing, str], wanted: Wanted
) -> RunView:
    """``run`` as shown on one page; ``before`` is the run to compare it with, if any."""
    briefs = _briefs([run] + ([before] if before else []))
    own, earlier = briefs[run.pk], _drafts(briefs[before.pk]) if before else {}
    found = [brief.mentee_id for brief in own.values() if _matches(wanted.query, brief)]
    ordered = found[::-1] if wanted.weakest_first else found
    pairs = Paginator(ordered, PAIRS_A_PAGE).get_page(wanted.page)
    mentees, mentors = _left_over(run, wanted.query)
    return RunView(
        run=run,
        pairs=pairs,
        rows=_rows(run, list(pairs), rulings, earlier if before else None),
        mentees=Paginator(mentees, PEOPLE_A_PAGE).get_page(wanted.people_page),
        blocked=sum(row.is_blocked for row in mentees),
        mentors=Paginator(mentors, PEOPLE_A_PAGE).get_page(wanted.people_page),
        difference=_difference(own, earlier) if before else None,
        refused=_refused(run, own),
        answers=_tally(run) if run.published_at else (),
        drafts=len(_drafts(own)),
        query=wanted.query,
        weakest_first=wanted.weakest_first,
    )


def _briefs(runs: Sequence[MatchRun]) -> dict[uuid.UUID, dict[uuid.UUID, Brief]]:
    rows = Proposal.objects.filter(run__in=runs).order_by("-fit", "mentee__user__full_name")
    columns = ("run_id", "mentor_id", "mentee_id", "mentor__user__full_name")
    found: dict[uuid.UUID, dict[uuid.UUID, Brief]] = {run.pk: {} for run in runs}
    for run_id, *values in rows.values_list(*columns, "mentee__user__full_name", "relationship_id"):
        brief = Brief(*values)
        found[run_id][brief.mentee_id] = brief
    return found


def _drafts(briefs: Mapping[uuid.UUID, Brief]) -> dict[uuid.UUID, Brief]:
    """Those nobody has been told about; a later run lacks the others without losing them."""
    return {key: brief for key, brief in briefs.items() if brief.relationship_id is None}


def _matches(query: str, brief: Brief) -> bool:
    return query.casefold() in f"{brief.mentee}\n{brief.mentor}".casefold()


def _difference(own: Mapping[uuid.UUID, Brief], before: Mapping[uuid.UUID, Brief]) -> Difference:
    both = own.keys() & before.keys()
    return Difference(
        another_mentor=sum(own[key].mentor_id != before[key].mentor_id for key in both),
        newly_matched=len(own.keys() - before.keys()),
        no_longer_matched=sorted(before[key].mentee for key in before.keys() - own.keys()),
    )


# Pairs ---------------------------------------------------------------------------------------


def _rows(
    run: MatchRun,
    mentees: Sequence[uuid.UUID],
    rulings: Mapping[Pairing, str],
    before: Mapping[uuid.UUID, Brief] | None,
) -> list[PairRow]:
    found = Proposal.objects.filter(run=run, mentee__in=mentees)
    joined = found.select_related("mentor__user", "mentee__user", "relationship")
    proposals = {row.mentee_id: row for row in joined}
    facts = _Facts(
        before=before,
        most=quotas(run.parameters["weights"]),
        answers=_answers(run, proposals.values()),
        ranks=_ranks(run.program, mentees),
    )
    return [_row(proposals[key], rulings, facts) for key in mentees if key in proposals]


@dataclass(frozen=True)
class _Facts:
    """What the rows of one page have in common."""

    before: Mapping[uuid.UUID, Brief] | None
    most: Mapping[str, int]
    answers: Mapping[uuid.UUID, Sequence[Answer]]
    ranks: Mapping[Pairing, int]


def _row(proposal: Proposal, rulings: Mapping[Pairing, str], facts: _Facts) -> PairRow:
    mentor, mentee = proposal.mentor.user, proposal.mentee.user
    return PairRow(
        proposal=proposal,
        mentor=mentor,
        mentee=mentee,
        reasons=wording.reason_words(proposal.reasons, mentor.get_short_name()),
        concerns=wording.concern_words(proposal.concerns, mentor.get_short_name()),
        shares=_shares(proposal.contributions, facts.most),
        ruling=rulings.get((proposal.mentor_id, proposal.mentee_id), ""),
        before=_before(proposal, facts.before),
        wished=_wished(facts.ranks.get((proposal.mentor_id, proposal.mentee_id), 0)),
        answers=facts.answers.get(proposal.pk, ()),
    )


def _ranks(program: Program, mentees: Sequence[uuid.UUID]) -> dict[Pairing, int]:
    if program.choice == Choice.COORDINATOR:
        return {}
    rows = MentorWish.objects.filter(mentee__in=mentees)
    columns = rows.values_list("mentor_id", "mentee_id", "rank")
    return {(mentor, mentee): rank for mentor, mentee, rank in columns}


def _wished(rank: int) -> str:
    """ "wished: 2nd"; nothing for a pair the mentee did not wish for."""
    places = ("", _("1st"), _("2nd"), _("3rd"), _("4th"), _("5th"))
    return _("wished: %(place)s") % {"place": places[rank]} if rank else ""


def _shares(contributions: Mapping[str, int], most: Mapping[str, int]) -> list[Share]:
    weighed = [key for key in CriterionKey if most.get(key)]
    return [
        Share(
            label=str(key.label),
            words=_points(contributions.get(key, 0), most[key]),
            percent=f"{100 * contributions.get(key, 0) // most[key]}%",
        )
        for key in weighed
    ]


def _points(hundredths: int, most: int) -> str:
    return _("%(points)s of %(most)s") % {
        "points": round(hundredths / 100),
        "most": round(most / 100),
    }


def _before(proposal: Proposal, before: Mapping[uuid.UUID, Brief] | None) -> str:
    if before is None:
        return ""
    earlier = before.get(proposal.mentee_id)
    if earlier is None:
        return _("new in this run")
    if earlier.mentor_id == proposal.mentor_id:
        return ""
    return _("before: %(mentor)s") % {"mentor": earlier.mentor}


def _answers(run: MatchRun, proposals: Iterable[Proposal]) -> dict[uuid.UUID, Sequence[Answer]]:
    """What has become of each pair; nothing for those that are still a draft."""
    is_draft = run.published_at is None
    proposals = [row for row in proposals if row.relationship_id or not is_draft]
    pairs = [row.relationship_id for row in proposals if row.relationship_id]
    if is_draft and not pairs:
        return {}
    members: dict[uuid.UUID, list[Membership]] = {}
    for member in Membership.objects.filter(relationship__in=pairs).select_related("user"):
        members.setdefault(member.relationship_id, []).append(member)
    return {row.pk: _answer(row, members) for row in proposals}


def _answer(proposal: Proposal, members: Mapping[uuid.UUID, list[Membership]]) -> list[Answer]:
    pair = proposal.relationship
    if pair is None:
        reason = wording.rule_words(proposal.left_out)
        return [Answer(_("not proposed: %(why)s") % {"why": reason}, "warn")]
    if pair.status == Status.PROPOSED:
        return [_one_answer(member) for member in members.get(pair.pk, [])]
    return [_outcome(pair)]


def _tally(run: MatchRun) -> list[Answer]:
    """How many of the published pairs have started, still wait, and came to nothing."""
    proposed = run.proposals.filter(relationship__isnull=False).order_by()
    started = Q(relationship__started_at__isnull=False)
    waiting = Q(relationship__status=Status.PROPOSED)
    counts = proposed.aggregate(
        all=Count("pk"), yes=Count("pk", filter=started), wait=Count("pk", filter=waiting)
    )
    closed = counts["all"] - counts["yes"] - counts["wait"]
    yes, wait, no = (
        ngettext("%(count)d pair has started", "%(count)d pairs have started", counts["yes"]),
        ngettext("%(count)d pair is deciding", "%(count)d pairs are deciding", counts["wait"]),
        ngettext("%(count)d pair came to nothing", "%(count)d pairs came to nothing", closed),
    )
    return [
        Answer(yes % {"count": counts["yes"]}, "good"),
        Answer(wait % {"count": counts["wait"]}, ""),
        Answer(no % {"count": closed}, "warn" if closed else ""),
    ]


def _one_answer(member: Membership) -> Answer:
    name = {"name": member.user.get_short_name()}
    if member.accepted:
        return Answer(_("%(name)s has accepted") % name, "good")
    return Answer(_("%(name)s has not answered yet") % name, "")


def _outcome(pair: Relationship) -> Answer:
    if pair.concluded_kind == ConcludedKind.DECLINED:
        return Answer(_("declined"), "warn")
    if pair.concluded_kind == ConcludedKind.LAPSED:
        return Answer(_("not answered in time"), "warn")
    if pair.started_at is None:
        return Answer(str(pair.get_concluded_kind_display()), "warn")
    return Answer(_("both have accepted"), "good")


# Rulings -------------------------------------------------------------------------------------


def rulings_of(program: Program) -> list[Decision]:
    rows = Decision.objects.filter(program=program).select_related("mentor__user", "mentee__user")
    return list(rows.order_by("ruling", "mentee__user__full_name"))


def by_pair(rulings: Iterable[Decision]) -> dict[Pairing, str]:
    return {(row.mentor_id, row.mentee_id): row.ruling for row in rulings}


def ruled_since(run: MatchRun, rulings: Mapping[Pairing, str]) -> bool:
    """Whether a coordinator has ruled on a pair, or taken a ruling back, since ``run``."""
    now = {
        ruling: {
            (str(mentor), str(mentee)) for (mentor, mentee), r in rulings.items() if r == ruling
        }
        for ruling in Ruling
    }
    then = {
        Ruling.PINNED: {tuple(pair) for pair in run.summary["pins"]},
        Ruling.REJECTED: {tuple(pair) for pair in run.summary["rejects"]},
    }
    return now != then


def _refused(run: MatchRun, own: Mapping[uuid.UUID, Brief]) -> list[str]:
    """The pairs that could not be kept together, each in a sentence."""
    refused = run.summary["refused_pins"]
    if not refused:
        return []
    ids = [pin[side] for pin in refused for side in ("mentor", "mentee")]
    people = Enrollment.objects.filter(pk__in=ids).select_related("user")
    names = {str(row.pk): str(row.user) for row in people}
    return [
        _("%(mentee)s could not be kept with %(mentor)s: %(why)s.")
        % {
            "mentee": names.get(pin["mentee"], "?"),
            "mentor": names.get(pin["mentor"], "?"),
            "why": wording.rule_words(pin["rule"]),
        }
        for pin in refused
    ]


# People without a partner --------------------------------------------------------------------


def _left_over(run: MatchRun, query: str) -> tuple[list[PersonRow], list[PersonRow]]:
    rows = Unmatched.objects.filter(run=run).select_related("enrollment__user")
    ordered = rows.order_by("enrollment__user__full_name")
    found = [row for row in ordered if query.casefold() in str(row.enrollment.user).casefold()]
    mentees = [_person(row) for row in found if not row.enrollment.is_mentor]
    mentees.sort(key=lambda row: not row.is_blocked)
    return mentees, [_person(row) for row in found if row.enrollment.is_mentor]


def _person(row: Unmatched) -> PersonRow:
    user = row.enrollment.user
    name = user.get_short_name()
    why, help_ = wording.why_words(row.reasons, name), wording.help_words(row.reasons, name)
    is_blocked = any(note["code"] == "census" for note in row.reasons)
    mentee_id = None if row.enrollment.is_mentor else row.enrollment_id
    return PersonRow(user, mentee_id, is_blocked, why, help_)
