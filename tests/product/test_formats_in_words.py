"""A program of each format, walked through by everybody: nothing speaks of another format."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db.models import Count
from django.urls import reverse

from accounts.models import User
from core import clock
from matching import actions as matching
from matching.groups import actions as drafts
from notifications import kinds
from notifications.models import Message
from profiles import actions as enrolling
from profiles.invitations import actions as invitations
from profiles.invitations import links
from profiles.models import Enrollment, Invitation
from programs import formats, setup_steps
from programs.models import Choice, Format, Phase, Program, ProgramStatus, Side
from relationships import rules
from relationships.actions import endings
from relationships.models import Membership, Relationship
from sessions.actions import meetings
from sessions.actions.meetings import SessionPlan
from sessions.models import MentoringSession
from tests import confirming, gatherings
from tests.cast import Cast, SignIn, enroll, make_user, make_users
from tests.foreign_words import foreign, read, seen
from tests.gatherings import who
from tests.permission_matrix import PAIR, ROUTES
from tests.product.test_permissions import ALL_ROUTES

MANY = (Format.GROUP, Format.CIRCLE)
COORDINATOR_PAGES = (
    "program_dashboard",
    "program_attention",
    "program_pairs",
    "program_people",
    "program_waiting",
    "program_invitations",
    "program_invite",
    "program_invite_directory",
    "program_setup",
    "program_questions",
    "program_preview_coordinator",
    "matching_room",
    "matching_aims",
    "matching_runs",
    "matching_compare",
)
OF_A_RUN = (
    "matching_run_detail",
    "matching_publish",
    "matching_left_over",
    "matching_help",
)
OF_AN_ENROLLMENT = (
    "enrollment_detail",
    "enrollment_seen",
    "enrollment_edit",
    "orientation",
    "enrollment_withdraw",
)
FIGURES = ("program_figures",)
STEPS = {"dates", "phases", "criteria", "joining", "taking_part", "messages"}
"""Steps of the setup whose pages speak of what the format brings together."""


def pages_of_the_coordinator(program: Program, record: Relationship) -> Iterator[str]:
    for route in COORDINATOR_PAGES:
        yield reverse(route, args=[program.pk])
    for route in ("pair_detail", "pair_end"):
        yield reverse(route, args=[program.pk, record.pk])
    for step in setup_steps.steps(program):
        if step.key in STEPS:
            yield reverse(step.route, args=[program.pk])
    if program.status != ProgramStatus.CLOSED:
        yield reverse("program_question_new", args=[program.pk])
        yield reverse("program_question_library", args=[program.pk])
    for side in formats.of(program.format).sides:
        yield reverse("program_preview", args=[program.pk, side])
    for enrollment in one_of_each(program):
        yield reverse("enrollment_review", args=[program.pk, enrollment.pk])
    for run in program.match_runs.all():
        for route in OF_A_RUN:
            yield reverse(route, args=[run.pk])
        yield f"{reverse('matching_left_over', args=[run.pk])}?side=mentor"
        for proposal in run.proposals.all()[:1]:
            yield reverse("matching_letters", args=[run.pk, proposal.mentee_id])
            yield reverse("matching_alternatives", args=[run.pk, proposal.mentee_id])


def one_of_each(program: Program) -> list[Enrollment]:
    """Somebody of each side who is waiting for approval, for a match, and who has one."""
    rows = program.enrollments.select_related("user").annotate(all=Count("memberships"))
    return list({(row.role, row.status, row.all): row for row in rows}.values())


def pages_of_somebody(enrollment: Enrollment) -> Iterator[str]:
    for route in OF_AN_ENROLLMENT:
        yield reverse(route, args=[enrollment.pk])


def pages_of_a_member(member: Membership) -> Iterator[str]:
    yield reverse("relationship_list")
    yield reverse("relationship_detail", args=[member.relationship_id])
    if member.relationship.program.status != ProgramStatus.CLOSED:
        for other in member.relationship.memberships.exclude(pk=member.pk):
            yield reverse("partner_answers", args=[other.enrollment_id])


def eventful(cast: Cast, kind: Format) -> Relationship:
    """A record that has started, and beside it people who are waiting, are drafted, are invited,
    and have enrolled."""
    record = gatherings.started(cast, kind)
    program, traits = record.program, formats.of(kind)
    Program.objects.filter(pk=program.pk).update(status=ProgramStatus.OPEN)
    program.refresh_from_db()
    names = (f"person-{number}" for number in range(4 * len(traits.sides)))
    for user, side in zip(make_users({name: {} for name in names}), traits.sides * 4, strict=True):
        enroll(user, program, side)
    for number, side in enumerate(traits.sides):
        user = make_user(f"applicant-{number}")
        enroll(user, program, side, status="submitted", decided_at=None, decided_by=None)
    stranger = make_user("invited-one")
    role = traits.sides[-1]
    invitations.invite(
        program=program, people=[stranger.pk], role=role, words="", by=cast.coordinator
    )
    if traits.gathers:
        drafts.arrange(program=program, by=cast.coordinator)
    else:
        matching.run(program=program, by=cast.coordinator)
    return gatherings.again(record)


@pytest.mark.parametrize("status", [ProgramStatus.RUNNING, ProgramStatus.CLOSED])
@pytest.mark.parametrize("kind", Format)
def test_no_page_speaks_of_another_format(
    cast: Cast, sign_in: SignIn, kind: Format, status: ProgramStatus
) -> None:
    record = eventful(cast, kind)
    program = record.program
    close = {"closed_by": cast.hr, "closed_at": clock.now()}
    is_closed = status == ProgramStatus.CLOSED
    Program.objects.filter(pk=program.pk).update(status=status, **(close if is_closed else {}))
    program.refresh_from_db()
    ways: list[tuple[User, str]] = [
        (cast.coordinator, page) for page in pages_of_the_coordinator(program, record)
    ]
    for member in record.memberships.select_related("user", "enrollment", "relationship__program"):
        ways += [(member.user, page) for page in pages_of_a_member(member)]
    for enrollment in one_of_each(program):
        ways += [(enrollment.user, page) for page in pages_of_somebody(enrollment)]
    found = []
    clients = {person: sign_in(person) for person, _page in ways}
    for person, page in ways:
        answer = clients[person].get(page, follow=True)
        assert answer.status_code == 200, page
        found += [f"{person} on {page}: {hit}" for hit in foreign(seen(answer.text), kind)]
    assert not found, "\n".join(dict.fromkeys(found))


def pages_of_a_running_record(record: Relationship, session: MentoringSession) -> Iterator[str]:
    """Every page about the record or its session that members open."""
    ids = {"relationship": record.pk, "session": session.pk}
    for name, access in ROUTES.items():
        asked = set(ALL_ROUTES[name])
        if access.allowed >= PAIR and "G" in access.methods and asked and asked <= ids.keys():
            yield reverse(name, kwargs={key: ids[key] for key in asked})
    for transition in rules.TRANSITIONS:
        if rules.can_be_proposed(transition):
            yield reverse("phase_propose", args=[record.pk, transition])


@pytest.mark.parametrize("phase", [Phase.INITIATION, Phase.SEPARATION])
@pytest.mark.parametrize("kind", Format)
def test_no_page_of_a_running_record_speaks_of_another_format(
    cast: Cast, sign_in: SignIn, kind: Format, phase: Phase
) -> None:
    record = gatherings.started(cast, kind)
    if not record.is_talk:
        gatherings.agreement(record)
        Relationship.objects.filter(pk=record.pk).update(phase=phase)
    plan = SessionPlan(starts_at=clock.now() + timedelta(days=6), minutes=60, mode="video")
    session = meetings.plan(relationship=gatherings.again(record), by=who("ana"), plan=plan)
    pages, found = list(pages_of_a_running_record(record, session)), []
    for member in record.memberships.select_related("user")[:2]:
        found += read(sign_in(member.user), pages, kind)
    assert not found, "\n".join(dict.fromkeys(found))


@pytest.mark.parametrize("kind", MANY)
def test_nothing_about_leaving_speaks_of_another_format(
    cast: Cast, sign_in: SignIn, kind: Format
) -> None:
    """Who leaves, who is taken out, those who stay, the coordinator, and a safeguarding contact."""
    record = gatherings.started(cast, kind)
    plan = SessionPlan(starts_at=clock.now() + timedelta(days=6), minutes=60, mode="video")
    meetings.plan(relationship=record, by=who("ana"), plan=plan)
    ending = reverse("ending", args=[record.pk])
    remove = reverse("pair_take_out", args=[record.program_id, record.pk])
    safeguarding = reverse("safeguarding_room")
    leaver, coordinator = sign_in(who("bo")), sign_in(cast.coordinator)
    person = {"person": who("cleo").pk}
    texts = [
        leaver.post(ending).text,
        confirming.press(leaver, ending, follow=True).text,
        coordinator.post(remove, person).text,
        confirming.press(coordinator, remove, person, follow=True).text,
        coordinator.post(reverse("pair_end", args=[record.program_id, record.pk])).text,
        sign_in(cast.safeguarding).post(safeguarding, {"q": str(who("bo").email)}).text,
    ]
    texts += [
        sign_in(who(name)).get(reverse("relationship_detail", args=[record.pk])).text
        for name in ("ana", "bo", "cleo", "dan")
    ]
    found = [hit for text in texts for hit in foreign(seen(text), kind)]
    for message in Message.objects.all():
        letter = kinds.get(message.kind).compose(message)
        found += [f"{message.kind}: {hit}" for hit in foreign(words_of(letter), kind)]
    assert not found, "\n".join(dict.fromkeys(found))


def words_of(letter: kinds.Letter | None) -> str:
    if letter is None:
        return ""
    button = letter.button.label if letter.button else ""
    return " ".join([letter.subject, *letter.paragraphs, letter.footnote, button])


@pytest.mark.parametrize("kind", Format)
def test_no_export_speaks_of_another_format(cast: Cast, sign_in: SignIn, kind: Format) -> None:
    program = eventful(cast, kind).program
    coordinator = sign_in(cast.coordinator)
    routes = [reverse("program_pairs_export", args=[program.pk])]
    routes += [reverse("matching_export", args=[run.pk]) for run in program.match_runs.all()]
    for route in routes:
        heading = coordinator.post(route).content.decode("utf-8-sig").splitlines()[0]
        assert foreign(heading, kind) == []


@pytest.mark.parametrize("kind", Format)
def test_no_join_page_speaks_of_another_format(cast: Cast, sign_in: SignIn, kind: Format) -> None:
    program = gatherings.program(cast, kind)
    Program.objects.filter(pk=program.pk).update(status=ProgramStatus.OPEN)
    pages = [reverse("join", args=[program.join_token])]
    for side in formats.of(kind).sides:
        pages.append(reverse("enroll", args=[program.join_token, side]))
        invitations.invite(
            program=program, people=[cast.outsider.pk], role=side, words="", by=cast.coordinator
        )
        asked = Invitation.objects.get(program=program, user=cast.outsider)
        pages += [reverse(route, args=[links.token(asked)]) for route in ("invited", "invited_no")]
        asked.delete()
    found = read(sign_in(cast.outsider), pages, kind)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("choice", Choice)
@pytest.mark.parametrize("kind", [kind for kind in Format if not formats.of(kind).gathers])
def test_no_choice_of_mentees_speaks_of_another_format(
    cast: Cast, sign_in: SignIn, kind: Format, choice: Choice
) -> None:
    program = eventful(cast, kind).program
    program.match_runs.all().delete()
    said = sign_in(cast.coordinator).post(
        reverse("matching_choice", args=[program.pk]), {"choice": choice}, follow=True
    )
    found = foreign(seen(said.text), kind)
    for side, route in ((Side.MENTEE, "mentor_directory"), (Side.MENTOR, "request_list")):
        one = program.enrollments.filter(role=side, status="approved", memberships=None).first()
        assert one is not None
        pages = [reverse(route, args=[program.pk]), reverse("enrollment_detail", args=[one.pk])]
        found += read(sign_in(one.user), pages, kind)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("kind", Format)
def test_no_word_after_proposing_is_of_another_format(
    cast: Cast, sign_in: SignIn, kind: Format
) -> None:
    program, coordinator = eventful(cast, kind).program, sign_in(cast.coordinator)
    if formats.of(kind).gathers:
        chosen = {"gathering": [str(row.pk) for row in program.gatherings.all()]}
        url = reverse("gatherings_propose", args=[program.pk])
    else:
        run = program.match_runs.first()
        assert run is not None
        chosen, url = {}, reverse("matching_publish", args=[run.pk])
    asked = coordinator.post(url, chosen, follow=True)
    said = coordinator.post(url, chosen | {"sure": "yes"}, follow=True)
    assert foreign(seen(asked.text) + seen(said.text), kind) == []


@pytest.mark.parametrize("kind", Format)
def test_no_letter_speaks_of_another_format(cast: Cast, kind: Format) -> None:
    record = eventful(cast, kind)
    for enrollment in record.program.enrollments.filter(status="submitted"):
        enrolling.approve(enrollment=enrollment, by=cast.coordinator)
    endings.end_administratively(relationship=record, by=cast.coordinator)
    found = []
    for message in Message.objects.all():
        letter = kinds.get(message.kind).compose(message)
        found += [f"{message.kind}: {hit}" for hit in foreign(words_of(letter), kind)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("status", [ProgramStatus.DRAFT, ProgramStatus.OPEN])
@pytest.mark.parametrize("kind", Format)
def test_no_first_step_speaks_of_another_format(
    cast: Cast, sign_in: SignIn, kind: Format, status: ProgramStatus
) -> None:
    """While nobody is there, somebody waits for approval, and one of each side is approved."""
    program = gatherings.program(cast, kind)
    Program.objects.filter(pk=program.pk).update(status=status)
    pages = [reverse(route, args=[program.pk]) for route in COORDINATOR_PAGES]
    figures = [reverse(route, args=[program.pk]) for route in ("program_dashboard", *FIGURES)]
    coordinator, hr, found = sign_in(cast.coordinator), sign_in(cast.hr), []
    waits = {"status": "submitted", "decided_at": None, "decided_by": None}
    for number, state in enumerate((waits, {}, {}, {})):
        found += read(coordinator, pages, kind) + read(hr, figures, kind)
        for place, side in enumerate(formats.of(kind).sides):
            enroll(make_user(f"joiner-{number}-{place}"), program, side, **state)
    assert not found, "\n".join(dict.fromkeys(found))
