"""The skills gap: adding a skill, rating all of them on one day, and linking goals to them."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from core import clock
from core.errors import DomainError
from relationships.actions.plans import own_goal
from relationships.actions.steps import running
from relationships.models import Goal, Membership, Relationship, SkillRating, WantedSkill
from relationships.skill_gap import AT_MOST, is_owner, to_build


@dataclass(frozen=True)
class Rating:
    """One skill as typed: its ``name``, levels from 0 to 4, and what shows the level now."""

    name: str
    level: int
    target: int
    evidence: str = ""


@transaction.atomic
def rate(*, relationship: Relationship, by: User, ratings: Iterable[Rating]) -> list[WantedSkill]:
    """Keep where ``by`` stands today in each skill; a second time on one day replaces the first.

    A skill that is not on the list yet is added. Raises DomainError for who has no skills gap here.
    """
    owner = _owner(relationship, by)
    known = {_key(row.name): row for row in owner.wanted_skills.all()}
    return [_rated(owner, known.get(_key(rating.name)), rating) for rating in ratings]


@transaction.atomic
def add(*, relationship: Relationship, by: User, rating: Rating) -> WantedSkill:
    """Put one more skill on the list, with its first rating."""
    owner = _owner(relationship, by)
    names = [_key(row.name) for row in owner.wanted_skills.all()]
    if _key(rating.name) in names:
        raise DomainError(_("This skill is already in the list."), "skill_known")
    if len(names) >= AT_MOST:
        raise DomainError(
            _("Twelve skills are enough for one program. Remove one that no longer matters."),
            "too_many_skills",
        )
    if rating.target <= rating.level:
        raise DomainError(_("Choose a level above the one you have now."), "target_too_low")
    wanted = _rated(owner, None, rating)
    _note(owner, "skill.wanted", wanted)
    return wanted


@transaction.atomic
def remove(*, wanted: WantedSkill, by: User) -> None:
    """Take a skill off the list, and all its ratings with it."""
    owner = _owner(wanted.owner.relationship, by)
    if wanted.owner_id != owner.pk:
        raise DomainError(_("Only its owner can take a skill off the list."), "not_the_owner")
    _note(owner, "skill.no_longer_wanted", wanted)
    wanted.delete()


@transaction.atomic
def link(*, goal: Goal, by: User, skills: Collection[uuid.UUID]) -> Goal:
    """Say which skills the open ``goal`` builds; others than ``skill_gap.to_build`` are ignored.

    Raises DomainError when the goal is no concern of theirs.
    """
    _relationship, membership, goal = own_goal(goal, by)
    goal.skills.set(to_build(goal, membership).filter(pk__in=skills))
    return goal


def _owner(relationship: Relationship, by: User) -> Membership:
    _locked, membership = running(relationship, by)
    if not is_owner(membership):
        raise DomainError(_("Only who is here to learn rates their skills."), "not_the_owner")
    return membership


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _rated(owner: Membership, wanted: WantedSkill | None, rating: Rating) -> WantedSkill:
    if wanted is None:
        wanted = WantedSkill(owner=owner, name=" ".join(rating.name.split()))
    wanted.target = rating.target
    wanted.save()
    today = clock.today(owner.user.zone)
    found = SkillRating.objects.filter(wanted=wanted, rated_on=today).first()
    row = found or SkillRating(wanted=wanted, rated_on=today)
    row.level, row.evidence = rating.level, rating.evidence
    row.save()
    return wanted


def _note(owner: Membership, verb: str, wanted: WantedSkill) -> None:
    audit.record(by=owner.user, verb=verb, target=wanted, program_id=owner.relationship.program_id)
