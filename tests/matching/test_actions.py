"""Running, ruling and publishing: who is told what, and what happens when the world has moved."""

import threading
from typing import Any

import pytest
from django.db import connection

from accounts.models import AuditEvent, User
from core.errors import DomainError
from matching import actions
from matching.actions.publishing import preview
from matching.models.runs import Decision, MatchRun
from notifications.models import Message
from profiles.match_reasons import sentences
from profiles.models import Avoid, Enrollment
from programs.models import Format, Program, ProgramStatus, Side
from relationships.actions.proposals import propose
from relationships.models import Relationship
from tests.cast import Cast, build_cast, enroll, make_user


def run(cast: Cast) -> MatchRun:
    return actions.run(program=cast.program, by=cast.coordinator)


def pair(cast: Cast) -> dict[str, Any]:
    return {
        "program": cast.program,
        "mentor": cast.mentor_enrollment,
        "mentee": cast.mentee_enrollment,
        "by": cast.coordinator,
    }


def verbs() -> list[str]:
    return list(AuditEvent.objects.order_by("created_at").values_list("verb", flat=True))


def test_a_run_keeps_pairs_and_reasons_and_tells_nobody(cast: Cast) -> None:
    made = run(cast)
    assert {row.mentee.user for row in made.proposals.all()} == {cast.mentee, cast.second_mentee}
    assert all(row.reasons and 0 <= row.fit <= 100 for row in made.proposals.all())
    assert all(
        sum(row.contributions.values()) // 100 in {row.fit, row.fit - 1}
        for row in made.proposals.all()
    )
    assert made.summary["pairs"] == 2
    assert not Message.objects.exists()
    assert not Relationship.objects.exists()
    assert verbs() == ["matching.run"]


def test_two_clicks_make_one_run_and_a_change_makes_another(cast: Cast) -> None:
    first = run(cast)
    assert run(cast) == first
    enroll(make_user("third"), cast.program, Side.MENTEE)
    assert run(cast) != first


def test_who_has_no_place_is_kept_with_the_reason(cast: Cast) -> None:
    Enrollment.objects.filter(pk=cast.mentor_enrollment.pk).update(capacity=1)
    (left,) = run(cast).unmatched.all()
    assert left.reasons[0] == {
        "code": "competition",
        "params": {"eligible": 1, "mentees": 2, "places": 1},
    }


@pytest.mark.parametrize("status", [ProgramStatus.DRAFT, ProgramStatus.CLOSED])
def test_people_are_matched_in_an_open_program_only(cast: Cast, status: str) -> None:
    Program.objects.filter(pk=cast.program.pk).update(status=status)
    cast.program.refresh_from_db()
    for act in (lambda: run(cast), lambda: actions.pin(**pair(cast))):
        with pytest.raises(DomainError) as refusal:
            act()
        assert refusal.value.code == "program_not_open"


def test_a_pinned_pair_is_in_every_later_run(cast: Cast) -> None:
    enroll(make_user("better"), cast.program, Side.MENTOR, learning_focus=["leadership"])
    for mentor in Enrollment.objects.filter(role=Side.MENTOR):
        actions.pin(**{**pair(cast), "mentor": mentor})
        kept = run(cast).proposals.get(mentee=cast.mentee_enrollment)
        assert (kept.mentor, kept.pinned) == (mentor, True)
        actions.clear_ruling(**{**pair(cast), "mentor": mentor})
    assert not Decision.objects.exists()


def test_a_rejected_pair_is_in_no_later_run_until_that_is_taken_back(cast: Cast) -> None:
    actions.reject(**pair(cast))
    assert not run(cast).proposals.filter(mentee=cast.mentee_enrollment).exists()
    actions.clear_ruling(**pair(cast))
    assert run(cast).proposals.filter(mentee=cast.mentee_enrollment).exists()
    assert verbs() == [
        "matching.rejected",
        "matching.run",
        "matching.ruling_cleared",
        "matching.run",
    ]


def test_a_pair_that_a_rule_forbids_cannot_be_pinned(cast: Cast) -> None:
    User.objects.filter(pk=cast.mentee.pk).update(manager=cast.mentor)
    with pytest.raises(DomainError, match="reporting line") as refusal:
        actions.pin(**pair(cast))
    assert refusal.value.code == "line"


def test_a_mentee_is_pinned_to_one_mentor(cast: Cast) -> None:
    actions.pin(**pair(cast))
    other = enroll(make_user("other"), cast.program, Side.MENTOR)
    with pytest.raises(DomainError) as refusal:
        actions.pin(**{**pair(cast), "mentor": other})
    assert refusal.value.code == "pinned_elsewhere"


def test_a_rejected_pair_may_be_pinned_instead(cast: Cast) -> None:
    actions.reject(**pair(cast))
    actions.pin(**pair(cast))
    assert Decision.objects.get().ruling == "pinned"


def test_a_ruling_is_about_a_mentor_and_a_mentee_of_this_program(cast: Cast) -> None:
    stranger = enroll(make_user("stranger"), cast.other_program, Side.MENTOR)
    for mentor in (stranger, cast.second_mentee_enrollment):
        with pytest.raises(DomainError) as refusal:
            actions.reject(**{**pair(cast), "mentor": mentor})
        assert refusal.value.code == "no_pair"


def test_a_pin_that_became_impossible_is_reported_by_the_next_run(cast: Cast) -> None:
    actions.pin(**pair(cast))
    User.objects.filter(pk=cast.mentee.pk).update(manager=cast.mentor)
    (refused,) = run(cast).summary["refused_pins"]
    assert refused == {
        "mentor": str(cast.mentor_enrollment.pk),
        "mentee": str(cast.mentee_enrollment.pk),
        "rule": "line",
    }


def test_publishing_proposes_every_pair_with_its_reasons(cast: Cast) -> None:
    made = run(cast)
    publication = actions.publish(run=made, by=cast.coordinator)
    assert (len(publication.proposed), publication.left_out) == (2, ())
    for row in made.proposals.select_related("relationship"):
        assert row.relationship is not None
        assert row.relationship.reasons == row.reasons
        members = row.relationship.memberships.values_list("user", flat=True)
        assert set(members) == {row.mentor.user_id, row.mentee.user_id}
    made.refresh_from_db()
    assert made.published_by == cast.coordinator
    assert verbs()[-1] == "matching.published"


def test_publishing_twice_does_nothing_more(cast: Cast) -> None:
    made = run(cast)
    first = actions.publish(run=made, by=cast.coordinator)
    before = (Relationship.objects.count(), Message.objects.count(), AuditEvent.objects.count())
    second = actions.publish(run=made, by=cast.hr)
    assert {row.pk for row in second.proposed} == {row.pk for row in first.proposed}
    after = (Relationship.objects.count(), Message.objects.count(), AuditEvent.objects.count())
    assert after == before


STALE = {
    "line": lambda cast: User.objects.filter(pk=cast.mentee.pk).update(manager=cast.mentor),
    "unavailable": lambda cast: Avoid.objects.create(
        enrollment=cast.mentor_enrollment, user=cast.mentee
    ),
    "missing": lambda cast: Enrollment.objects.filter(pk=cast.mentee_enrollment.pk).update(
        status="withdrawn"
    ),
    "language": lambda cast: Enrollment.objects.filter(pk=cast.mentee_enrollment.pk).update(
        languages=["vi"]
    ),
    "rejected": lambda cast: actions.reject(**pair(cast)),
}


@pytest.mark.parametrize("rule", STALE)
def test_a_pair_the_world_has_overtaken_is_left_out_with_the_reason(cast: Cast, rule: str) -> None:
    made = run(cast)
    STALE[rule](cast)
    planned = preview(run=made)
    assert (len(planned.proposed), planned.left_out) == (2, ())
    publication = actions.publish(run=made, by=cast.coordinator)
    assert [row.left_out for row in publication.left_out] == [rule]
    assert [row.mentee for row in publication.proposed] == [cast.second_mentee_enrollment]
    assert Relationship.objects.count() == 1


def test_places_given_away_since_the_run_are_not_given_twice(cast: Cast) -> None:
    made = run(cast)
    third = enroll(make_user("third"), cast.program, Side.MENTEE)
    propose(
        program=cast.program,
        mentor=cast.mentor_enrollment,
        mentee=third,
        reasons=[],
        by=cast.coordinator,
    )
    publication = actions.publish(run=made, by=cast.coordinator)
    assert len(publication.proposed) == 1
    assert [row.left_out for row in publication.left_out] == ["full"]


def test_a_run_of_which_nothing_is_left_stays_a_draft(cast: Cast) -> None:
    made = run(cast)
    Enrollment.objects.filter(pk=cast.mentor_enrollment.pk).update(status="withdrawn")
    publication = actions.publish(run=made, by=cast.coordinator)
    assert (publication.proposed, len(publication.left_out)) == ((), 2)
    made.refresh_from_db()
    assert made.published_at is None
    assert verbs()[-1] == "matching.published"


def test_only_the_newest_run_is_published(cast: Cast) -> None:
    made = run(cast)
    enroll(make_user("third"), cast.program, Side.MENTOR)
    run(cast)
    with pytest.raises(DomainError) as refusal:
        actions.publish(run=made, by=cast.coordinator)
    assert refusal.value.code == "newer_run"


@pytest.mark.django_db(transaction=True)
def test_a_double_click_publishes_one_set_of_relationships() -> None:
    cast = build_cast()
    made = run(cast)
    outcomes: list[int] = []
    clicks = [threading.Thread(target=_publish, args=(made, cast, outcomes)) for _ in range(4)]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    assert outcomes == [2, 2, 2, 2]
    assert Relationship.objects.count() == 2
    assert AuditEvent.objects.filter(verb="matching.published").count() == 1


def _publish(made: MatchRun, cast: Cast, outcomes: list[int]) -> None:
    try:
        outcomes.append(len(actions.publish(run=made, by=cast.coordinator).proposed))
    finally:
        connection.close()


REASONS = [
    {"code": "skill", "params": {"skill": "Law", "now": 1, "target": 3, "has": 4}},
    {"code": "situation", "params": {"keys": ["newly_promoted"]}},
    {"code": "practical", "params": {"hours": 3, "channels": ["video"]}},
    {"code": "of a later version", "params": {}},
]


def test_the_two_read_the_reasons_each_from_their_own_side() -> None:
    assert sentences(REASONS, "mentee", Format.CLASSIC) == [
        "Your mentor has experience with Law, which you want to learn.",
        "Your mentor has lived through what you face now: Newly promoted.",
        "You are both free in the same 3 hours of the week. "
        "Ways to talk that suit you both: Video call.",
    ]
    assert sentences(REASONS, "mentor", Format.CLASSIC)[0] == (
        "Your mentee wants to learn Law, which you know well."
    )


def test_reasons_that_lost_their_content_are_left_out() -> None:
    assert (
        sentences(
            [{"code": "skill"}, {"code": "style", "params": {"keys": ["gone"]}}],
            "mentee",
            Format.CLASSIC,
        )
        == []
    )
