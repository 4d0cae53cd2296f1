"""Everything that changes the skills vocabulary. Only HR admins keep it; views see to that."""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from core import clock
from core.errors import DomainError
from skills import findings, rules, usage
from skills.models import Skill
from skills.rules import SkillWords


def words_of(skill: Skill) -> SkillWords:
    return SkillWords(skill.name, skill.area, tuple(skill.synonyms))


@transaction.atomic
def add(*, words: SkillWords, by: User) -> Skill:
    """A new skill everybody can choose. Raises DomainError when a name is in use."""
    _refuse(words, _locked())
    skill = Skill.objects.create(name=words.name, area=words.area, synonyms=list(words.synonyms))
    audit.record(by=by, verb="skill.added", target=skill, name=skill.name)
    return skill


@transaction.atomic
def change(*, skill: Skill, words: SkillWords, by: User) -> Skill:
    """Rename or move a skill, on every profile that names it; the old name still finds it.

    Raises DomainError when a name is in use.
    """
    vocabulary = _locked()
    skill = _one(vocabulary, skill)
    _refuse(words, [other for other in vocabulary if other != skill])
    old = words_of(skill)
    skill.name, skill.area = words.name, words.area
    skill.synonyms = list(rules.synonyms_after_rename(old, words))
    skill.save()
    audit.record(by=by, verb="skill.changed", target=skill, was=old.name, name=skill.name)
    return skill


@transaction.atomic
def retire(*, skill: Skill, by: User) -> Skill:
    """Nobody can choose it any more; the profiles that name it keep it."""
    skill = _one(_locked(), skill)
    if not skill.is_retired:
        skill.retired_by, skill.retired_at = by, clock.now()
        skill.save()
        audit.record(by=by, verb="skill.retired", target=skill, name=skill.name)
    return skill


@transaction.atomic
def restore(*, skill: Skill, by: User) -> Skill:
    """Let people choose a retired skill again."""
    skill = _one(_locked(), skill)
    if skill.is_retired:
        skill.retired_by = skill.retired_at = None
        skill.save()
        audit.record(by=by, verb="skill.restored", target=skill, name=skill.name)
    return skill


@transaction.atomic
def merge(*, skill: Skill, into: Skill, by: User) -> Skill:
    """Make two entries one: profiles that named ``skill`` name ``into``, which keeps both names.

    Who had both keeps the better level offered, or the longer way wanted. Raises DomainError for
    a skill into itself, and for a target that is retired.
    """
    vocabulary = _locked()
    gone, kept = _one(vocabulary, skill), _one(vocabulary, into)
    if gone == kept:
        raise DomainError(_("Choose another skill to merge this one into."), "same_skill")
    if kept.is_retired:
        raise DomainError(_("That skill is retired. Restore it first."), "retired")
    moved = usage.move(gone, kept)
    kept.synonyms = list(rules.synonyms_after_merge(words_of(kept), words_of(gone)))
    kept.save()
    audit.record(by=by, verb="skill.merged", target=kept, gone=gone.name, profiles=moved)
    gone.delete()
    return kept


@transaction.atomic
def import_skills(*, content: bytes, by: User) -> int:
    """Add what is new in ``content``, judged again against the vocabulary of this moment.

    Returns how many were added. Raises DomainError when the file is no table.
    """
    plan = findings.plan(content, [words_of(skill) for skill in _locked()])
    rows = [Skill(name=w.name, area=w.area, synonyms=list(w.synonyms)) for w in plan.new]
    Skill.objects.bulk_create(rows)
    for row in rows:
        audit.record(by=by, verb="skill.added", target=row, name=row.name, imported=True)
    return len(rows)


def _locked() -> list[Skill]:
    """The whole vocabulary, locked: names are compared with every other name."""
    return list(Skill.objects.select_for_update().order_by("pk"))


def _one(vocabulary: Iterable[Skill], skill: Skill) -> Skill:
    by_id: dict[uuid.UUID, Skill] = {row.pk: row for row in vocabulary}
    if skill.pk not in by_id:
        raise DomainError(_("This skill is no longer in the vocabulary."), "gone")
    return by_id[skill.pk]


def _refuse(words: SkillWords, others: Iterable[Skill]) -> None:
    problems = rules.problems(words, [words_of(other) for other in others])
    if problems:
        raise DomainError(" ".join(problem.sentence for problem in problems), "name_in_use")
