"""Whoever is shown an answer leaves a line that its author can see; who is shown none leaves none.

Answers carry markers. Each page and file that a coordinator can open is read, and the people whose
markers stand in it are compared with the people for whom a look was written down (decision 24).
"""

import re

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.models import AuditEvent
from matching import actions as matching
from matching.groups import actions as drafting
from profiles import access_log
from profiles.models import Answer, Enrollment
from programs import formats
from programs.models import Format, Side
from tests import gatherings
from tests.cast import Cast, SignIn, enroll, make_skill, make_user
from tests.permission_matrix import LEAVES_A_LOOK, ROUTES
from tests.product.test_permissions import World, body_of

SENTENCE = "This page shows parts of people’s answers."
MARKER = re.compile(r"Zq\w+?word")

OFFERS_SKILLS = {"enroll", "program_preview"}
"""The form offers every skill to everybody: there a marker is nobody's answer."""

SKILLS_LIST = {"skill_list", "skill_merge"}
"""Name the skills of the organization, and nobody who named them."""


class Marked:
    """A world in which everybody's answers carry a marker; ``owners`` says whose each is."""

    def __init__(self, cast: Cast) -> None:
        self.world = World(cast)
        self.owners: dict[str, set[str]] = {}
        self.question = cast.program.questions.create(text="Anything?", readers="coordinator")
        berta = enroll(make_user("berta"), cast.program, Side.MENTOR)
        carl = enroll(make_user("carl"), cast.program, Side.MENTEE)
        for row in cast.program.enrollments.all():
            self._mark(row)
        skill = make_skill(self._owned("Zqsharedword", berta, carl))
        berta.skills.create(skill=skill, direction="offered", level=4)
        carl.skills.create(skill=skill, direction="wanted", level=1, target=4)
        self._give_reasons()
        run = matching.run(program=cast.program, by=cast.other_coordinator)
        assert run.proposals.filter(mentor=berta, mentee=carl).exists()
        self.world.values |= {"run": run.pk, "mentee": carl.pk}

    def _mark(self, row: Enrollment) -> None:
        key = row.pk.hex
        row.expectations = self._owned(f"Zqexpect{key}word", row)
        row.ideal_partner = self._owned(f"Zqideal{key}word", row)
        row.save()
        Answer.objects.create(
            enrollment=row, question=self.question, value=self._owned(f"Zqanswer{key}word", row)
        )

    def _give_reasons(self) -> None:
        """The pair that is mentoring was told why they were brought together."""
        pair = self.world.relationship
        people = [member.enrollment for member in pair.memberships.select_related("enrollment")]
        skill = self._owned("Zqreasonword", *people)
        pair.reasons = [{"code": "skill", "params": {"skill": skill}}]
        pair.save(update_fields=["reasons"])

    def _owned(self, marker: str, *rows: Enrollment) -> str:
        self.owners[marker] = {str(row.pk) for row in rows}
        return marker

    def shown(self, text: str) -> set[str]:
        """The people whose answers stand in ``text``."""
        return set().union(*(self.owners.get(marker, set()) for marker in MARKER.findall(text)))

    def look(self, role: str, name: str) -> tuple[set[str], set[str]]:
        """Whose answers ``role`` is shown at a route, and for whom a look was written down."""
        client = self.world.client(role)
        act = client.get if "G" in ROUTES[name].methods else client.post
        with transaction.atomic():
            text = body_of(act(self.world.url(name)))
            noted = AuditEvent.objects.filter(
                verb__in=[access_log.SEEN, access_log.LISTED], actor=self.world.cast.users()[role]
            )
            found = self.shown(text), set(noted.values_list("target_id", flat=True))
            transaction.set_rollback(True)
        return found


def readable(role: str) -> list[str]:
    return [
        name
        for name, access in sorted(ROUTES.items())
        if role in access.allowed and ("G" in access.methods or name.endswith("_export"))
        if not name.startswith(("account_", "gallery", "devmail"))
    ]


@pytest.fixture
def marked(cast: Cast) -> Marked:
    return Marked(cast)


@pytest.mark.slow
def test_every_page_that_shows_an_answer_leaves_a_look_and_no_other_does(marked: Marked) -> None:
    seen = {name: marked.look("coordinator", name) for name in readable("coordinator")}
    silent = {name: shown - noted for name, (shown, noted) in seen.items() if shown - noted}
    assert set(silent) == OFFERS_SKILLS
    showing = {name for name, (shown, _noted) in seen.items() if shown}
    noting = {name for name, (_shown, noted) in seen.items() if noted}
    assert noting == showing - OFFERS_SKILLS
    assert noting == set(LEAVES_A_LOOK) - {"matching_gatherings"}  # this program makes pairs


@pytest.mark.slow
def test_hr_admins_are_shown_no_answer(marked: Marked) -> None:
    seen = {name: marked.look("hr", name) for name in readable("hr")}
    shown = {name for name, (shown, noted) in seen.items() if shown or noted}
    assert shown == OFFERS_SKILLS | SKILLS_LIST


@pytest.mark.parametrize("kind", [key for key in Format if formats.of(key).gathers])
def test_a_draft_leaves_a_look_at_everybody_whose_answers_its_reasons_tell(
    cast: Cast, sign_in: SignIn, kind: Format
) -> None:
    program = gatherings.program(cast, kind)
    for name, side in zip(gatherings.NAMES, gatherings.SIDES[kind], strict=False):
        enroll(make_user(name), program, side, learning_focus=["leading"], styles=["goals"])
    drafting.arrange(program=program, by=cast.coordinator)
    page = sign_in(cast.coordinator).get(reverse("matching_gatherings", args=[program.pk]))
    assert SENTENCE in page.text
    rows = AuditEvent.objects.filter(verb=access_log.LISTED, program_id=program.pk)
    people = {str(pk) for pk in program.enrollments.values_list("pk", flat=True)}
    assert set(rows.values_list("target_id", flat=True)) == people


def test_a_list_that_shows_no_answer_leaves_no_look_and_says_nothing(
    cast: Cast, sign_in: SignIn
) -> None:
    page = sign_in(cast.coordinator).get(reverse("program_people", args=[cast.program.pk]))
    assert str(cast.mentee) in page.text
    assert SENTENCE not in page.text
    assert not AuditEvent.objects.filter(verb=access_log.LISTED).exists()
