"""Telling others: a story is written by one, read by all after everybody's consent."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from core import clock
from core.errors import DomainError
from programs.models import Phase
from relationships import messages
from relationships.actions.steps import lock, member
from relationships.models import (
    ConcludedKind,
    Membership,
    Relationship,
    Status,
    Story,
    StoryConsent,
)

LATE = (Phase.SEPARATION, Phase.REDEFINITION)


@dataclass(frozen=True)
class StoryWords:
    """A story as typed; ``is_named``: others read it with the names of its people."""

    title: str
    words: str
    is_named: bool = False


def may_be_written(relationship: Relationship) -> bool:
    """From separation on, and after a relationship was completed."""
    if relationship.status == Status.CONCLUDED:
        return relationship.concluded_kind == ConcludedKind.COMPLETED
    return relationship.is_running and relationship.phase in LATE


@transaction.atomic
def write(*, relationship: Relationship, by: User, words: StoryWords) -> Story:
    """Write the story or write it anew. Who writes consents; everybody else is asked again."""
    relationship, author = _open(relationship, by)
    story = Story.objects.filter(relationship=relationship).first()
    story = story or Story(relationship=relationship)
    for name, value in vars(words).items():
        setattr(story, name, value)
    story.written_by, story.written_at, story.told_at = author, clock.now(), None
    story.save()
    story.consents.all().delete()
    StoryConsent.objects.create(story=story, member=author)
    _ask_the_others(relationship, author, story)
    return story


def _ask_the_others(relationship: Relationship, author: Membership, story: Story) -> None:
    messages.take_back(relationship, "relationships.story_written")
    others = relationship.memberships.present().select_related("user").exclude(pk=author.pk)
    messages.tell(
        "relationships.story_written",
        relationship,
        *others,
        occasion=story.version,
        by=str(author.pk),
    )


@transaction.atomic
def consent(*, relationship: Relationship, by: User, version: str) -> Story:
    """Let others read the story. ``version`` is the one that ``by`` has read.

    Raises DomainError when it was written anew since. With the last consent it is told.
    """
    relationship, reader = _open(relationship, by)
    story = _story(relationship)
    if story.version != version:
        raise DomainError(
            _("The story has been changed. Read it again before you consent."), "changed_meanwhile"
        )
    StoryConsent.objects.get_or_create(story=story, member=reader)
    if not relationship.memberships.present().exclude(pk__in=_consenting(story)).exists():
        story.told_at = clock.now()
        story.save(update_fields=["told_at"])
        _note(relationship, by, "story.told", story)
    return story


@transaction.atomic
def withdraw(*, relationship: Relationship, by: User) -> Story:
    """Take one's consent back, at any time and without a reason: nobody else reads it any more.

    Also who has left the group may.
    """
    relationship = lock(relationship)
    story = _story(relationship)
    if not story.consents.filter(member__user=by).delete()[0]:
        raise DomainError(_("You have not consented to this story."), "no_consent")
    if story.told_at:
        story.told_at = None
        story.save(update_fields=["told_at"])
        _note(relationship, by, "story.withdrawn", story)
    return story


def _consenting(story: Story) -> list[UUID]:
    return list(story.consents.values_list("member_id", flat=True))


def _story(relationship: Relationship) -> Story:
    story = Story.objects.filter(relationship=relationship).first()
    if story is None:
        raise DomainError(_("There is no story yet."), "no_story")
    return story


def _open(relationship: Relationship, by: User) -> tuple[Relationship, Membership]:
    relationship = lock(relationship)
    found = member(relationship, by, ended_too=True)
    if not may_be_written(relationship):
        raise DomainError(
            _(
                "You can write a story once you are winding up, or after you have completed"
                " your mentoring."
            ),
            "too_early",
        )
    return relationship, found


def _note(relationship: Relationship, by: User, verb: str, story: Story) -> None:
    audit.record(by=by, verb=verb, target=story, program_id=relationship.program_id)
