"""Each sentence about a group is true of its reader, and counts who shares it."""

import random
import re
from collections.abc import Sequence

import pytest
from django.db.models import TextChoices
from django.urls import reverse

from profiles import group_reasons
from profiles.match_reasons import labels
from profiles.models import Enrollment, LearningFocus, Situation, Style
from programs.models import Format, Side
from relationships.models import Membership
from tests import gatherings
from tests.cast import Cast, SignIn

KINDS: dict[str, type[TextChoices]] = {
    "care about": LearningFocus,
    "going through": Situation,
    "work in the same way": Style,
    "lived through what": Situation,
}
FIELDS = {LearningFocus: "learning_focus", Situation: "situations", Style: "styles"}
COUNTED = re.compile(r"(?:You and|what) (\d+) .*: (.+)\.$")


def somebody(dice: random.Random, side: Side) -> Enrollment:
    answers = {
        name: dice.sample(choices.values, dice.randint(0, 3)) for choices, name in FIELDS.items()
    }
    return Enrollment(role=side, **answers)


def is_true(sentence: str, mine: Enrollment, others: Sequence[Enrollment]) -> bool:
    """Read back what the sentence claims, and compare it with the answers."""
    choices = next(kind for words, kind in KINDS.items() if words in sentence)
    name = FIELDS[choices]
    if sentence.startswith("Your mentor"):
        theirs = [one for one in others if one.is_mentor]
        named, count = sentence.rsplit(": ", 1)[1].removesuffix("."), 1
    else:
        about_equals = "going through" in sentence
        theirs = [one for one in others if not (about_equals and one.is_mentor)]
        found = COUNTED.search(sentence)
        assert found, sentence
        count, named = int(found[1]), found[2]
    keys = [key for key in choices.values if labels(choices, [key]) in named.split(", ")]
    assert keys, sentence
    return all(
        key in getattr(mine, name) and sum(key in getattr(one, name) for one in theirs) == count
        for key in keys
    )


@pytest.mark.parametrize("format_key", [Format.GROUP, Format.CIRCLE])
def test_every_sentence_is_true_of_its_reader(format_key: Format) -> None:
    dice = random.Random(format_key)
    learns, told = Side.MENTEE if format_key == Format.GROUP else Side.PEER, 0
    for _time in range(60):
        people = [somebody(dice, learns) for _number in range(dice.randint(2, 7))]
        people += [somebody(dice, Side.MENTOR)] if format_key == Format.GROUP else []
        for mine in people:
            others = [one for one in people if one is not mine]
            for sentence in group_reasons.sentences(mine, others, format_key):
                assert is_true(sentence, mine, others), sentence
                told += 1
    assert told > 300


def test_two_members_read_what_each_of_them_shares(cast: Cast, sign_in: SignIn) -> None:
    circle = gatherings.proposed(cast, Format.CIRCLE)
    focus = [["leadership"], ["leadership", "career"], ["career"], ["leadership"], []]
    members = list(Membership.objects.filter(relationship=circle).order_by("pk"))
    for member, keys in zip(members, focus, strict=True):
        Enrollment.objects.filter(pk=member.enrollment_id).update(learning_focus=keys, styles=[])
    page = reverse("relationship_detail", args=[circle.pk])
    first, third = (sign_in(members[place].user).get(page).text for place in (0, 2))
    assert "You and 2 others care about: Leading people." in first
    assert "You and 1 other care about: Career direction." in third
    assert "Leading people" not in third
