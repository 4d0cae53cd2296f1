"""A closed program is for reading: nothing sent to it changes it, and its pages look back."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse

from core import clock
from matching import actions as matching
from matching.models.runs import Inclusion
from profiles.manager_approval import actions as managers
from profiles.models import Enrollment, Invitation
from programs import middleware
from programs.actions.common import CLOSED
from programs.models import (
    Audience,
    BriefingReaders,
    CriterionKey,
    Format,
    ManagerAsked,
    MentorsFirst,
    Needed,
    Phase,
    Program,
    ProgramStatus,
    QuestionKind,
    Reader,
    Side,
    Silence,
)
from relationships.actions import endings
from tests import confirming, gatherings, stories
from tests.cast import Cast, enroll, make_user, make_users
from tests.hanging import Rows, rows_of
from tests.permission_matrix import ROUTES
from tests.product.test_ended_records import forms_in, main_of
from tests.product.test_permissions import ALL_ROUTES, World

OF_A_PROGRAM = {"program", "run", "relationship"}
STAFF = ("coordinator", "hr")

# What is still done to a program that has closed, and why.
ALLOWED = {
    "program_reopen": "takes back a closing by mistake",
    "program_archive": "takes it off the list",
    "program_unarchive": "brings it back to the list",
    "program_clone": "makes another program",
    "program_staff_remove": "somebody who has left stops reading it",
    "program_appointment_remove": "somebody who has left stops reading it",
    "program_pairs_export": "makes a copy, which leaves a line in the audit trail",
    "matching_export": "makes a copy, which leaves a line in the audit trail",
}
# What cannot be done to a program with enrollment open either, so that only the refusal is tested.
NEEDS_ANOTHER_STATE = {
    "program_open": "it is open",
    "program_format": "people have read what it is",
    "pair_talked": "nobody has asked to talk",
    "pair_close": "every record of a closed program has ended",
    "pair_end": "every record of a closed program has ended",
    "pair_withdraw": "every record of a closed program has ended",
    "pair_take_out": "every record of a closed program has ended",
    "pair_pause_answer": "every record of a closed program has ended",
    "phase_correct": "every record of a closed program has ended",
}

# What moves a program on says which status it has, inviting says that enrollment is not open, and
# naming says that removing is still possible.
SAY_WHAT_IT_IS = {
    "program_close",
    "program_close_enrollment",
    "program_invite",
    "program_invite_directory",
    "program_staff",
}

GUARDED = {
    name
    for name, access in ROUTES.items()
    if "G" in access.methods and "coordinator" in access.allowed
    if ALL_ROUTES[name] & {"program", "run"} and name not in middleware.READ
} - middleware.STILL_CHANGED


def posts() -> list[tuple[str, str]]:
    """Every route of a program that its coordinators or HR admins post to, with one of them."""
    found = []
    for name, access in sorted(ROUTES.items()):
        role = next((one for one in STAFF if one in access.allowed), "")
        if role and "P" in access.methods and ALL_ROUTES[name] & OF_A_PROGRAM:
            found.append((name, role))
    return found


class Eventful:
    """A program that is open, its only record ended, with something to change behind every route.

    ``values``: what the address of a route names instead of what the ``World`` has for it.
    """

    def __init__(self, cast: Cast) -> None:
        self.world = World(cast)
        endings.end_administratively(relationship=self.world.relationship, by=cast.coordinator)
        self.program = cast.program
        self.circles = self._circles()
        applicant, circles = {"enrollment": self._applicant().pk}, {"program": self.circles.pk}
        self.values: dict[str, dict[str, object]] = {
            "enrollment_approve": applicant,
            "enrollment_decline": applicant,
            "manager_ask_again": {"enrollment": self._with_manager().pk},
            "enrollment_let_go": {"enrollment": self._leaver().pk},
            "matching_hold": {"enrollment": self._included().pk},
            # The ending has closed the request of before.
            "matching_include": {"enrollment": stories.asked(cast).mentee_id},
            "gatherings_arrange": circles,
            "gatherings_put": circles,
            "gatherings_propose": circles,
        }
        second, mentor = cast.second_mentee_enrollment, cast.mentor_enrollment
        matching.pin(program=self.program, mentor=mentor, mentee=second, by=cast.coordinator)
        Invitation.objects.update(role=Side.MENTOR, sent_at=clock.now() - timedelta(days=20))
        cast.program.questions.create(text="When?", position=1)
        Program.objects.filter(pk=self.program.pk).update(
            mentors_first=MentorsFirst.ENROLLMENT, mentors_needed=50, mentees_open_at=None
        )

    def _applicant(self) -> Enrollment:
        waits = {"status": "submitted", "decided_at": None, "decided_by": None}
        return enroll(make_user("applicant"), self.program, Side.MENTOR, **waits)

    def _with_manager(self) -> Enrollment:
        waits = {"status": "submitted", "decided_at": None, "decided_by": None}
        Program.objects.filter(pk=self.program.pk).update(manager_asked=ManagerAsked.MENTEES)
        self.program.refresh_from_db()
        user = make_user("managed", manager=self.world.cast.line_manager)
        found = enroll(user, self.program, Side.MENTEE, **waits)
        managers.ask(enrollment=found)
        return found

    def _leaver(self) -> Enrollment:
        self.world.relationship.memberships.filter(role=Side.MENTEE).update(wish="leave")
        return self.world.cast.mentee_enrollment

    def _included(self) -> Enrollment:
        found = self.world.cast.second_mentee_enrollment
        Inclusion.objects.create(enrollment=found, by=self.world.cast.coordinator)
        return found

    def _circles(self) -> Program:
        found = gatherings.program(self.world.cast, Format.CIRCLE)
        people = make_users({name: {} for name in gatherings.NAMES[:5]})
        members = [enroll(user, found, Side.PEER) for user in people]
        draft = found.gatherings.create(name="First-time leads", is_kept=True)
        for member in members[:4]:
            draft.places.create(enrollment=member)
        self.draft, self.alone = draft, members[4]
        return found

    def close(self) -> None:
        """Close both programs; who did it and when as the database wants it."""
        Program.objects.filter(pk__in=[self.program.pk, self.circles.pk]).update(
            status=ProgramStatus.CLOSED, closed_by=self.world.cast.hr, closed_at=clock.now()
        )

    def typed(self) -> dict[str, dict[str, object]]:
        """What is sent to each route that needs more than a press of its button."""
        cast, weights = self.world.cast, {key.value: "7" for key in CriterionKey}
        pair = {"mentor": cast.mentor_enrollment.pk, "mentee": cast.second_mentee_enrollment.pk}
        question = {
            "text": "What else?",
            "audience": Audience.BOTH,
            "kind": QuestionKind.SHORT_TEXT,
            "readers": Reader.COORDINATOR,
        }
        start = self.program.starts_on
        return {
            "gatherings_put": {"person": self.alone.pk, "gathering": self.draft.pk},
            "gatherings_propose": {"gathering": self.draft.pk},
            "gathering_change": {"name": "Other"},
            "matching_aims": {**weights, "aim": "coverage"},
            "matching_choice": {"choice": "wishes"},
            "matching_rule": {**pair, "ruling": "rejected"},
            "program_criteria": weights,
            "program_dates": {
                "name": "Another name",
                "course": "together",
                "starts_on": start,
                "ends_on": start + timedelta(days=400),
                "proposal_days": 10,
                "session_minutes": 60,
            },
            "program_format": {"format": Format.REVERSE},
            "program_invite": {
                "step": "send",
                "role": Side.MENTOR,
                "addresses": cast.line_manager.email,
            },
            "program_invite_directory": {"role": Side.MENTOR, "people": cast.line_manager.pk},
            "program_joining": {
                "mentors_first": MentorsFirst.NOTHING,
                "mentors_needed_as": Needed.NUMBER,
                "mentors_needed": 3,
                "manager_asked": ManagerAsked.NOBODY,
                "manager_days": 7,
                "manager_silence": Silence.YES,
            },
            "program_people_approve": {
                "enrollment": self.values["enrollment_approve"]["enrollment"]
            },
            "program_phases": {
                f"{phase}-{name}": number
                for phase in Phase
                for name, number in {
                    "cadence_days": 8,
                    "amber_gap_days": 40,
                    "red_gap_days": 50,
                    "expected_weeks": 9,
                    "warn_weeks": 13,
                }.items()
            },
            "program_question": question,
            "program_question_new": question,
            "program_question_library": {"topic_0": "0-0"},
            "program_question_move": {},
            "program_staff": {"email": cast.line_manager.email, "part": "sponsor"},
            "program_taking_part": {
                "most_mentees": 1,
                "briefing_readers": BriefingReaders.LINK,
            },
        }

    def press(self, name: str, role: str) -> tuple[set[str], str]:
        """Send what the route wants; the tables with changes, and the next page in words."""
        address, before = self.address(name), everything()
        with transaction.atomic():
            client = self.world.client(role)
            data = self.typed().get(name, {})
            answer = confirming.press(client, address, data)
            after = everything()
            if answer.status_code == 302:
                answer = client.get(answer.headers["Location"], follow=True)
            transaction.set_rollback(True)
        changed = {key for key in before | after if before.get(key) != after.get(key)}
        return {table for table, _pk in changed}, answer.content.decode()

    def address(self, name: str) -> str:
        query = "?title=&unit=" if name == "program_invite_directory" else ""
        with self._named(self.values.get(name, {})):
            return self.world.url(name) + query

    @contextmanager
    def _named(self, values: dict[str, object]) -> Iterator[None]:
        usual, self.world.values = self.world.values, self.world.values | values
        yield
        self.world.values = usual


def everything() -> Rows:
    """Every row that says something; a message on the next page and a sign-in say nothing."""
    models = [one for one in apps.get_models() if one._meta.managed and one._meta.pk.name == "id"]
    return rows_of(tuple(models))


@pytest.fixture
def eventful(cast: Cast) -> Eventful:
    return Eventful(cast)


@pytest.mark.slow
def test_nothing_sent_to_a_closed_program_changes_it(eventful: Eventful) -> None:
    refused = [row for row in posts() if row[0] not in ALLOWED]
    powerless = {name for name, role in refused if not eventful.press(name, role)[0]}
    assert powerless == set(NEEDS_ANOTHER_STATE)
    eventful.close()
    answers = {name: eventful.press(name, role) for name, role in refused}
    assert {name: changed for name, (changed, _page) in answers.items() if changed} == {}
    silent = {name for name, (_changed, page) in answers.items() if str(CLOSED) not in page}
    assert silent - NEEDS_ANOTHER_STATE.keys() == SAY_WHAT_IT_IS


STILL_TO_COME = (
    "no pair is active now",
    "no circle is active now",
    "is waiting",
    "are waiting",
    "waiting list",
    "Needs you",
    "approve selected",
    "Invite",
    "First, ",
)


def pages_of(client: Client, programs: list[Program]) -> dict[str, str]:
    """Every page of the programs that links lead to, and its content, by address."""
    starts = [reverse("program_dashboard", args=[program.pk]) for program in programs]
    inside = "|".join(f"programs/{program.pk}" for program in programs)
    links = re.compile(rf'href="(/(?:{inside}|matching)/[^"?#]*)')
    found: dict[str, str] = {}
    waiting, seen = [*starts], dict.fromkeys(starts, "the start")
    while waiting:
        page = waiting.pop()
        answer = client.get(page)
        assert answer.status_code == 200, f"{seen[page]} leads to {page}"
        found[page] = main_of(answer.content.decode())
        text = answer.content.decode()
        hrefs = set(links.findall(text)) - seen.keys()
        waiting += hrefs
        seen |= dict.fromkeys(hrefs, page)
    return found


@pytest.mark.parametrize("role", STAFF)
def test_every_page_of_a_closed_program_looks_back(eventful: Eventful, role: str) -> None:
    eventful.close()
    closed = [eventful.program, eventful.circles]
    pages = pages_of(eventful.world.client(role), closed)
    routes = {str(resolve(page).url_name) for page in pages}
    expected = {"program_dashboard", "program_setup"}
    if role == "coordinator":
        expected |= {"program_people", "program_pairs", "pair_detail", "matching_run_detail"}
    assert expected <= routes
    found = []
    for page, html in pages.items():
        of_another = resolve(page).url_name == "program_clone"
        asked = set(forms_in(html, page)) - ALLOWED.keys() - routes - middleware.READ
        words = [] if of_another else [word for word in STILL_TO_COME if word in html]
        found += [(page, asked, words)] if words or (asked and not of_another) else []
    assert found == []


def test_a_page_that_would_ask_leads_to_the_overview_and_says_why(eventful: Eventful) -> None:
    eventful.close()
    for name in sorted(GUARDED):
        client = eventful.world.client("coordinator")
        answer = client.get(eventful.address(name), follow=True)
        program = eventful.values.get(name, {}).get("program", eventful.program.pk)
        overview = reverse("program_dashboard", args=[program])
        assert (name, answer.redirect_chain[-1][0]) == (name, overview)
        assert str(CLOSED) in answer.content.decode(), name


def test_what_is_still_allowed_is_a_route_that_posts() -> None:
    assert ALLOWED.keys() | NEEDS_ANOTHER_STATE.keys() <= {name for name, _role in posts()}
