"""Two presses at the same moment: one row, one letter, no error."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from core.errors import DomainError
from notifications.models import Message
from profiles import actions
from profiles.models import Direction, Enrollment, EnrollmentSkill
from profiles.profile_data import Profile, SkillEntry
from tests.cast import build_cast, make_skill

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(action: Callable[[], object], times: int = 4) -> list[str]:
    """Run ``action`` in that many threads; the names of the errors it met."""

    def attempt(_number: int) -> str:
        try:
            action()
        except Exception as error:
            return type(error).__name__
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(times) as pool:
        return sorted(filter(None, pool.map(attempt, range(times))))


def test_sending_at_the_same_moment_gives_one_enrollment_and_one_letter():
    cast, skill = build_cast(), make_skill("Giving feedback")
    profile = Profile({"languages": ["en"]}, [SkillEntry(skill, Direction.WANTED, 1, 2)])

    def send() -> None:
        actions.submit(program=cast.program, role="mentee", profile=profile, by=cast.outsider)

    assert at_once(send) == []
    found = Enrollment.objects.get(user=cast.outsider)
    assert EnrollmentSkill.objects.filter(enrollment=found).count() == 1
    assert Message.objects.filter(kind="profiles.submitted").count() == 1


def test_approving_at_the_same_moment_sends_one_letter():
    cast = build_cast()
    waiting = actions.submit(
        program=cast.program, role="mentee", profile=Profile({}), by=cast.outsider
    )

    def approve() -> None:
        actions.approve(enrollment=waiting, by=cast.coordinator)

    assert at_once(approve) == [DomainError.__name__] * 3
    assert Message.objects.filter(kind="profiles.approved").count() == 1


def test_leaving_while_being_proposed_never_leaves_a_pair_without_a_person():
    from relationships.actions.proposals import propose
    from relationships.models import Membership

    cast = build_cast()

    def propose_them() -> None:
        propose(
            program=cast.program,
            mentor=cast.mentor_enrollment,
            mentee=cast.mentee_enrollment,
            reasons=[],
            by=cast.coordinator,
        )

    def leave() -> None:
        actions.withdraw(enrollment=cast.mentee_enrollment, by=cast.mentee)

    steps = [propose_them, leave]
    failed = at_once(lambda: steps.pop()(), times=2)
    assert failed == [DomainError.__name__]
    left = Enrollment.objects.get(pk=cast.mentee_enrollment.pk).status == "withdrawn"
    paired = Membership.objects.filter(user=cast.mentee, is_open=True).exists()
    assert left is not paired
