"""What a whole record says about its people: their phases, agreement, goals, skills and closing."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from core.dates import day, full_moment
from profiles.models import Channel
from relationships import skill_gap
from relationships import support as given
from relationships.models import (
    Activity,
    Agreement,
    Closing,
    FollowUp,
    Goal,
    GoalMove,
    Membership,
    Story,
)
from relationships.wording import transition_name
from workspace.export.parts import ExportEntry, ExportSection, Words, facts, words
from workspace.record import RelationshipRecord


def way(record: RelationshipRecord) -> ExportSection:
    """Every step of the record. One query."""
    rows = record.relationship.history.all()
    entries = (
        ExportEntry(
            transition_name(row.transition),
            (full_moment(row.created_at),),
            (),
            _iso(row.created_at),
        )
        for row in rows
    )
    return ExportSection("history", _("How we got here"), tuple(entries))


def proposals(record: RelationshipRecord) -> ExportSection:
    """What one of them proposed to the others, with the word that came with it."""
    people = {member.pk: member.user for member in record.members}
    rows = sorted(record.relationship.phase_proposals.all(), key=lambda one: one.proposed_at)
    entries = (
        ExportEntry(
            transition_name(row.transition),
            facts(people.get(row.proposed_by_id), day(row.proposed_at)),
            tuple(words(_("Message"), row.words)),
            _iso(row.proposed_at),
        )
        for row in rows
    )
    return ExportSection("proposals", _("Steps proposed"), tuple(entries))


def _iso(at: object) -> str:
    return at.isoformat() if hasattr(at, "isoformat") else ""


def agreements(record: RelationshipRecord) -> ExportSection:
    versions = sorted(record.relationship.agreements.all(), key=lambda one: one.version)
    return ExportSection("agreements", _("Agreement"), tuple(_agreement(one) for one in versions))


def _agreement(one: Agreement) -> ExportEntry:
    labels = dict(Channel.choices)
    state = _("confirmed on %(day)s") % {"day": day(one.confirmed_at)} if one.is_confirmed else ""
    return ExportEntry(
        title=_("Version %(number)d") % {"number": one.version},
        facts=facts(
            _("a session every %(days)d days") % {"days": one.cadence_days},
            _("%(minutes)d minutes each") % {"minutes": one.session_minutes},
            ", ".join(str(labels.get(channel, channel)) for channel in one.channels),
            _("until %(day)s") % {"day": day(one.ends_on)},
            state or _("not confirmed by all"),
        ),
        words=(
            *words(_("Purpose"), one.purpose),
            *words(_("Where we meet"), one.place),
            *words(_("Travel and its costs"), one.travel),
            *words(_("What stays between us"), str(one.get_confidence_display())),
            *words(_("What may be said to whom"), one.confidentiality),
            *words(_("What is outside"), one.boundaries),
            *words(_("If it does not work"), one.if_not_working),
        ),
        at=_iso(one.proposed_at),
    )


def goals(record: RelationshipRecord) -> ExportSection:
    """The goals this person reads, with how they moved and what was done for them. Two queries."""
    found = record.goals
    moves, done = _moves(found), _activities(found)
    entries = (_goal(goal, [*moves[goal.pk], *_done(record.mine, done[goal.pk])]) for goal in found)
    return ExportSection("goals", _("Goals"), tuple(entries))


def _goal(goal: Goal, more: list[Words]) -> ExportEntry:
    due = goal.due_on and _("by %(day)s") % {"day": day(goal.due_on)}
    return ExportEntry(
        title=goal.title,
        facts=facts(
            goal.get_kind_display(),
            goal.get_horizon_display(),
            due,
            f"{goal.progress} %",
            goal.result and goal.get_result_display(),
        ),
        words=(*words(_("How we know"), goal.success), *more),
        at=_iso(goal.proposed_at),
    )


def _moves(found: Iterable[Goal]) -> dict[UUID, list[Words]]:
    moves: dict[UUID, list[Words]] = defaultdict(list)
    for move in GoalMove.objects.filter(goal__in=found).order_by("created_at"):
        label = f"{day(move.created_at)}, {move.progress} %"
        moves[move.goal_id] += words(label, move.comment)
    return moves


def _activities(found: Iterable[Goal]) -> dict[UUID, list[Activity]]:
    done: dict[UUID, list[Activity]] = defaultdict(list)
    rows = Activity.objects.filter(goal__in=found).select_related("owner__user")
    for activity in rows.order_by("created_at"):
        done[activity.goal_id].append(activity)
    return done


def _done(mine: Membership, activities: Iterable[Activity]) -> list[Words]:
    """Each activity, and how its owner looked back on it where ``mine`` may read that."""
    found: list[Words] = []
    for one in activities:
        is_left_open = one.is_open and mine.relationship.is_over
        state = _("Left open") if is_left_open else one.get_state_display()
        label = f"{one.get_kind_display()}, {one.owner.user}, {state}"
        found += words(label, one.words)
        if one.is_reflection_read_by(mine):
            found += _reflection(one)
    return found


def _reflection(one: Activity) -> list[Words]:
    alone = not one.is_reflection_shared
    return [
        *words(_("What happened"), one.what, alone),
        *words(_("What it means"), one.so_what, alone),
        *words(_("What follows from it"), one.now_what, alone),
    ]


def skills(record: RelationshipRecord) -> ExportSection:
    """The wanted skills this person reads, with their ratings. One query."""
    found = skill_gap.pictures(record.mine)
    entries = (_skill(owner, row) for owner, rows in found.items() for row in rows)
    return ExportSection("skills", _("Skills"), tuple(entries))


def _skill(owner: Membership, row: skill_gap.Picture) -> ExportEntry:
    levels = (
        Words(f"{day(one.rated_on)}, {one.get_level_display()}", one.evidence)
        for one in row.ratings
    )
    wanted = _("wanted: %(level)s") % {"level": row.wanted.get_target_display()}
    return ExportEntry(
        row.name, facts(owner.user, wanted), tuple(levels), _iso(row.wanted.created_at)
    )


def support(record: RelationshipRecord) -> ExportSection:
    """Support given, the latest first, as far as this member reads it. One query."""
    entries = (
        ExportEntry(
            one.words,
            facts(str(one.get_function_display()), one.giver.user, day(one.given_on)),
            (),
            one.given_on.isoformat(),
        )
        for one in given.readable(record.mine)
    )
    return ExportSection("support", _("Support given"), tuple(entries))


def closings(record: RelationshipRecord) -> ExportSection:
    """What each brings to the end: one's own whole, of the others what they wrote for all."""
    rows = Closing.objects.filter(member__in=[member.pk for member in record.members])
    entries = (_closing(row) for row in rows.select_related("member__user"))
    return ExportSection("closing", _("Closing"), tuple(entry for entry in entries if entry.words))


def _closing(row: Closing) -> ExportEntry:
    return ExportEntry(
        title=str(row.member.user),
        words=(
            *words(_("Unfinished"), row.unfinished),
            *words(_("Who helps from now on"), row.successor),
            *words(_("Thanks"), row.thanks),
        ),
    )


def later(record: RelationshipRecord) -> ExportSection:
    """What each says some months after the end. One query."""
    rows = FollowUp.objects.filter(member__relationship=record.relationship)
    entries = (
        ExportEntry(
            str(row.member.user),
            facts(str(row.get_lasting_display()), str(row.get_contact_display())),
            tuple(words(_("Result"), row.words)),
            _iso(row.answered_at),
        )
        for row in rows.select_related("member__user")
    )
    return ExportSection("later", _("How it went on"), tuple(entries))


def story(record: RelationshipRecord) -> ExportSection:
    rows = Story.objects.filter(relationship=record.relationship)
    entries = (ExportEntry(row.title, (), tuple(words(_("Story"), row.words))) for row in rows)
    return ExportSection("story", _("Our story"), tuple(entries))
