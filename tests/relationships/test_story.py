"""One pair from the proposal to the conclusion, and every way off that road."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from accounts.models import AuditEvent
from core import clock
from core.errors import DomainError
from notifications.models import Message
from relationships.actions import endings, phases, plans, proposals
from relationships.models import HistoryEntry, Membership, PhaseProposal, Relationship, Status
from relationships.tasks import keep_moving
from sessions.actions import corrections
from tests import stories
from tests.cast import Cast


def refusal(error: pytest.ExceptionInfo[DomainError]) -> str:
    return error.value.code


def test_both_are_told_of_a_proposal_and_reminded_twice(cast: Cast) -> None:
    stories.proposed(cast)
    kinds = Message.objects.values_list("kind", flat=True).order_by("kind")
    assert list(kinds) == (["relationships.proposal_reminder"] * 4 + ["relationships.proposed"] * 2)


def test_a_relationship_starts_only_when_both_have_accepted(cast: Cast) -> None:
    relationship = stories.proposed(cast)
    proposals.accept(relationship=relationship, by=cast.mentor)
    assert stories.again(relationship).status == Status.PROPOSED
    proposals.accept(relationship=relationship, by=cast.mentee)
    relationship = stories.again(relationship)
    assert (relationship.status, relationship.phase) == ("active", "initiation")
    assert relationship.planned_end_on == cast.program.ends_on


def test_nobody_but_the_two_accepts(cast: Cast) -> None:
    relationship = stories.proposed(cast)
    with pytest.raises(DomainError) as error:
        proposals.accept(relationship=relationship, by=cast.coordinator)
    assert refusal(error) == "not_a_member"


def test_a_decline_frees_both(cast: Cast) -> None:
    relationship = proposals.decline(relationship=stories.proposed(cast), by=cast.mentor)
    assert relationship.concluded_kind == "declined"
    assert not Membership.objects.filter(is_open=True).exists()
    assert Message.objects.filter(kind="relationships.proposal_closed").count() == 1


def test_a_proposal_lapses_after_ten_days(cast: Cast) -> None:
    relationship = stories.proposed(cast)
    with time_machine.travel(clock.now() + timedelta(days=10, minutes=1)):
        assert keep_moving() == 1
    assert stories.again(relationship).concluded_kind == "lapsed"


def test_a_mentor_takes_no_more_mentees_than_they_offered(cast: Cast) -> None:
    cast.mentor_enrollment.capacity = 1
    cast.mentor_enrollment.save()
    stories.proposed(cast)
    with pytest.raises(DomainError) as error:
        proposals.propose(
            program=cast.program,
            mentor=cast.mentor_enrollment,
            mentee=cast.second_mentee_enrollment,
            reasons=[],
            by=cast.coordinator,
        )
    assert refusal(error) == "no_place_left"


def test_the_database_refuses_a_second_open_relationship_of_the_pair(cast: Cast) -> None:
    first = stories.proposed(cast)
    first.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        Relationship.objects.create(
            program=cast.program,
            first_user=first.first_user,
            second_user=first.second_user,
            proposed_at=first.proposed_at,
            answer_by=first.answer_by,
        )


def test_history_and_audit_cannot_be_rewritten(cast: Cast) -> None:
    stories.started(cast)
    for rows in (HistoryEntry.objects.all(), AuditEvent.objects.all()):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.delete()
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(created_at=clock.now())


def test_the_whole_way_through_four_phases(cast: Cast) -> None:
    relationship = stories.in_redefinition(cast)
    relationship = stories.completed(relationship)
    assert (relationship.status, relationship.concluded_kind) == ("concluded", "completed")
    steps = relationship.history.values_list("transition", flat=True)
    assert list(steps) == [
        "propose",
        "start",
        "begin_cultivation",
        "begin_separation",
        "begin_redefinition",
        "complete",
    ]


def test_a_phase_is_proposed_only_when_nothing_is_missing(cast: Cast) -> None:
    relationship = stories.started(cast)
    with pytest.raises(DomainError) as error:
        phases.propose(relationship=relationship, transition="begin_cultivation", by=cast.mentee)
    assert refusal(error) == "still_missing"


def test_the_proposer_cannot_confirm_their_own_proposal(cast: Cast) -> None:
    relationship = stories.ready_for_cultivation(cast)
    proposal = phases.propose(
        relationship=relationship, transition="begin_cultivation", by=cast.mentee
    )
    with pytest.raises(DomainError) as error:
        phases.confirm(proposal=proposal, by=cast.mentee)
    assert refusal(error) == "own_proposal"


def test_a_proposal_set_aside_changes_nothing_and_frees_the_way(cast: Cast) -> None:
    relationship = stories.ready_for_cultivation(cast)
    first = phases.propose(
        relationship=relationship, transition="begin_cultivation", by=cast.mentee
    )
    phases.set_aside(proposal=first, by=cast.mentor)
    assert stories.again(relationship).phase == "initiation"
    phases.propose(relationship=relationship, transition="begin_cultivation", by=cast.mentor)
    assert PhaseProposal.objects.filter(closed_at=None).count() == 1


def test_what_was_met_when_proposed_must_still_be_met_when_confirmed(cast: Cast) -> None:
    relationship = stories.ready_for_cultivation(cast)
    proposal = phases.propose(
        relationship=relationship, transition="begin_cultivation", by=cast.mentee
    )
    logged_by_mistake = relationship.sessions.held().first()
    corrections.remove(session=logged_by_mistake, by=cast.mentee)
    with pytest.raises(DomainError) as error:
        phases.confirm(proposal=proposal, by=cast.mentor)
    assert refusal(error) == "still_missing"


@pytest.mark.parametrize("who", ["mentor", "mentee"])
def test_no_fault_ending_never_shows_who_ended_it(cast: Cast, who: str) -> None:
    relationship = stories.in_cultivation(cast)
    actor = getattr(cast, who)
    before = AuditEvent.objects.count()
    endings.end_no_fault(relationship=relationship, by=actor)
    entry = relationship.history.get(transition="end_no_fault")
    event = AuditEvent.objects.get(verb="relationship.end_no_fault")
    assert (entry.by, entry.proposed_by, event.actor) == (None, None, None)
    assert AuditEvent.objects.count() == before + 1
    letters = Message.objects.filter(kind="relationships.ended")
    assert {letter.recipient_id for letter in letters} == {cast.mentor.pk, cast.mentee.pk}
    assert actor.email not in str([letter.context for letter in letters])


def test_a_former_no_fault_pair_is_not_proposed_again(cast: Cast) -> None:
    endings.end_no_fault(relationship=stories.started(cast), by=cast.mentee)
    with pytest.raises(DomainError) as error:
        stories.proposed(cast)
    assert refusal(error) == "former_pair"


def test_a_pause_moves_the_planned_end_and_ends_by_itself(cast: Cast) -> None:
    relationship = stories.in_cultivation(cast)
    planned_end = relationship.planned_end_on
    assert planned_end
    endings.pause(
        relationship=relationship, by=cast.mentee, resume_on=clock.today() + timedelta(days=20)
    )
    with time_machine.travel(clock.now() + timedelta(days=20)):
        keep_moving()
    relationship = stories.again(relationship)
    assert relationship.status == Status.ACTIVE
    assert relationship.planned_end_on == planned_end + timedelta(days=20)


@pytest.mark.parametrize("days", [0, -1, 91])
def test_a_pause_has_a_return_date_within_90_days(cast: Cast, days: int) -> None:
    relationship = stories.started(cast)
    with pytest.raises(DomainError) as error:
        endings.pause(
            relationship=relationship, by=cast.mentor, resume_on=clock.today() + timedelta(days)
        )
    assert refusal(error) == "resume_on"


def test_nobody_pauses_a_third_time(cast: Cast) -> None:
    relationship = stories.started(cast)
    until = clock.today() + timedelta(days=5)
    for _time in range(2):
        endings.pause(relationship=relationship, by=cast.mentor, resume_on=until)
        endings.resume(relationship=relationship, by=cast.mentee)
    with pytest.raises(DomainError) as error:
        endings.pause(relationship=relationship, by=cast.mentor, resume_on=until)
    assert refusal(error) == "paused_twice"


def test_an_extension_goes_back_to_cultivation_with_a_new_end(cast: Cast) -> None:
    relationship = stories.in_separation(cast)
    new_end = clock.today() + timedelta(days=100)
    proposal = phases.propose(
        relationship=relationship, transition="extend", by=cast.mentor, new_end_on=new_end
    )
    relationship = phases.confirm(proposal=proposal, by=cast.mentee)
    assert (relationship.phase, relationship.planned_end_on) == ("cultivation", new_end)
    assert relationship.extension_count == 1


@pytest.mark.parametrize(
    ("first", "second", "recorded"),
    [
        ("friendship", "friendship", "friendship"),
        ("friendship", "colleagues", ""),
        # Whoever wished for informal contact reads of no other wish, so neither does the record.
        ("informal", "friendship", "informal"),
        ("colleagues", "colleagues", "colleagues"),
        ("colleagues", "clean_end", ""),
    ],
)
def test_an_outcome_is_recorded_only_when_both_chose_it(
    cast: Cast, first: str, second: str, recorded: str
) -> None:
    relationship = stories.in_redefinition(cast)
    phases.complete(relationship=relationship, by=cast.mentor, outcome=first)
    assert stories.again(relationship).status == "active"
    relationship = phases.complete(relationship=relationship, by=cast.mentee, outcome=second)
    assert (relationship.concluded_kind, relationship.outcome) == ("completed", recorded)


def test_redefinition_completes_by_itself_after_90_days(cast: Cast) -> None:
    relationship = stories.in_redefinition(cast)
    with time_machine.travel(clock.now() + timedelta(days=90, minutes=1)):
        keep_moving()
    assert stories.again(relationship).concluded_kind == "completed"


def test_a_coordinator_closes_after_14_days_of_silence_not_before(cast: Cast) -> None:
    relationship = stories.in_separation(cast)
    stories.held(cast, relationship, days_ago=1, kind="closing")
    for open_goal in relationship.goals.all():
        plans.close_goal(goal=open_goal, by=cast.mentee, result="partly")
    for person in (cast.mentor, cast.mentee):
        phases.choose_outcome(relationship=relationship, by=person, outcome="informal")
    phases.propose(relationship=relationship, transition="begin_redefinition", by=cast.mentee)
    with pytest.raises(DomainError) as error:
        phases.complete_in_silence(relationship=relationship, by=cast.coordinator)
    assert refusal(error) == "too_early"
    with time_machine.travel(clock.now() + timedelta(days=14, minutes=1)):
        phases.complete_in_silence(relationship=relationship, by=cast.coordinator)
    assert stories.again(relationship).concluded_kind == "completed"


def test_confidential_words_are_sealed_in_the_database(cast: Cast) -> None:
    relationship = stories.started(cast)
    stories.agreed(cast, relationship)
    with connection.cursor() as cursor:
        cursor.execute("SELECT purpose FROM relationships_agreement")
        stored = bytes(cursor.fetchone()[0])
    assert b"team lead" not in stored
    assert relationship.agreements.get().purpose == "Find my way as a new team lead"


def test_sealed_words_copied_to_another_row_do_not_open(cast: Cast) -> None:
    relationship = stories.started(cast)
    first = stories.agreed(cast, relationship)
    second = plans.propose_agreement(
        relationship=relationship, by=cast.mentor, terms=stories.terms(relationship)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE relationships_agreement SET purpose ="
            " (SELECT purpose FROM relationships_agreement WHERE id = %s) WHERE id = %s",
            [first.pk, second.pk],
        )
    second.refresh_from_db()
    assert "cannot be shown" in second.purpose
