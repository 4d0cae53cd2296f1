"""Every room of the product, opened by the right person: it reads well, fits and is accessible."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.imports import actions as imports
from accounts.models import User
from core import clock
from notifications.models import Message
from profiles.models import Answer, Enrollment, EnrollmentSkill
from programs import actions as programs
from programs.actions import QuestionWords
from programs.models import Question, QuestionKind, Side
from relationships.actions import plans, proposals, safeguarding
from relationships.models import Relationship
from sessions.actions import meetings, notes
from sessions.models import Note
from skills.models import Skill
from skills.seed import ensure_skills
from tests import stories
from tests.browser.conftest import Window
from tests.cast import Cast, build_cast, enroll, make_user

OpenWindow = Callable[..., Window]
ORDER = ["A sounding board", "A wider network", "A push to apply"]
SKILLS_TO_IMPORT = "Name;Area;Other names\nChairing a meeting;Leadership;Moderation\n;Leadership;\n"
PEOPLE_TO_IMPORT = (
    "E-mail,Name,Department,Manager,Time zone,Gender\n"
    "ana@example.org,Ana Li,Sales,bo@example.org,Europe/Oslo,f\n"
    "not an address,Bo Ek,Sales,,Hanoi,m\n"
    "cy@example.org,Cy Young,Sales,nobody@example.org,Mars/Olympus,m\n"
    "ana@example.org,Ana Li,Sales,,Europe/Oslo,f\n"
)
WAYS_OF_WORKING = "What helps you learn, and what gets in your way?"


@dataclass
class ProgramWorld:
    """One program in full swing: ``pair`` works, ``on_hold`` rests, ``waiting`` has nobody."""

    cast: Cast
    pair: Relationship
    on_hold: Relationship
    waiting: Enrollment


@pytest.fixture
def world(transactional_db: None) -> ProgramWorld:
    cast = build_cast()
    ensure_skills()
    stories.let_mentees(cast.program, "requests")
    ask_every_kind_of_question(cast)
    pair = stories.in_cultivation(cast)
    live_a_little(cast, pair)
    other_mentors(cast)
    return ProgramWorld(cast, pair, put_on_hold(cast), one_who_waits(cast))


def ask_every_kind_of_question(cast: Cast) -> None:
    for kind in QuestionKind:
        words = QuestionWords(
            audience="both",
            kind=kind,
            text=f"{WAYS_OF_WORKING} ({kind.label})",
            help_text="A sentence or two is enough.",
            choices=ORDER if kind in ("one_choice", "several", "ranking") else [],
            required=False,
            readers="partner",
        )
        programs.add_question(program=cast.program, words=words, by=cast.hr)
    question = Question.objects.get(program=cast.program, kind=QuestionKind.LONG_TEXT)
    for enrollment in (cast.mentor_enrollment, cast.mentee_enrollment):
        Answer.objects.create(
            enrollment=enrollment, question=question, value="Time to think.\n\nBeing hurried."
        )


def live_a_little(cast: Cast, pair: Relationship) -> None:
    stories.planned(cast, pair, days=20)
    held = pair.sessions.held().latest("starts_at")
    for words, visibility in (("Ask before advising.", "shared"), ("I was nervous.", "private")):
        notes.write(session=held, by=cast.mentee, words=words, visibility=visibility)
    mentor = stories.membership(pair, "mentor")
    notes.promise(
        relationship=pair,
        by=cast.mentee,
        owner=mentor,
        words="Send the chapter on delegation",
        due_on=clock.today() + timedelta(days=4),
        session=held,
    )
    meetings.cancel(session=stories.planned(cast, pair, days=9), by=cast.mentor)
    goal = pair.goals.get()
    for progress, comment in ((20, "A first talk with the team."), (45, "")):
        plans.move_goal(goal=goal, by=cast.mentee, progress=progress, comment=comment)
    wish = plans.GoalWords(title="Speak at the summer meeting", kind="skill", horizon="long_term")
    plans.propose_goal(relationship=pair, by=cast.mentor, words=wish)


def other_mentors(cast: Cast) -> None:
    skills = list(Skill.objects.all()[:3])
    for name, job in (("nguyen-thi-linh", "Head of research"), ("marco-bianchi", "Plant manager")):
        person = make_user(name, unit=cast.unit, job_title=job, time_zone="Asia/Ho_Chi_Minh")
        # Their afternoon is the mentee's morning.
        mentor = enroll(
            person,
            cast.program,
            Side.MENTOR,
            functions=["coaching", "sponsorship"],
            availability=["mon_pm", "tue_pm"],
        )
        for skill in skills:
            EnrollmentSkill.objects.create(
                enrollment=mentor, skill=skill, direction="offered", level=4
            )


def put_on_hold(cast: Cast) -> Relationship:
    relationship = proposals.propose(
        program=cast.program,
        mentor=cast.mentor_enrollment,
        mentee=cast.second_mentee_enrollment,
        reasons=[],
        by=cast.coordinator,
    )
    for person in (cast.mentor, cast.second_mentee):
        proposals.accept(relationship=relationship, by=person)
    return safeguarding.hold(relationship=relationship, by=cast.safeguarding)


def one_who_waits(cast: Cast) -> Enrollment:
    person = make_user("ola-nordmann", unit=cast.unit, job_title="Engineer")
    return enroll(person, cast.program, Side.MENTEE)


def enter(window: Window, person: User) -> Window:
    client = Client()
    client.force_login(person)
    cookie: Any = client.cookies["sessionid"]
    window.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": window.base}])
    return window


def visit(window: Window, name: str, route: str, *args: object, query: str = "") -> None:
    window.open(reverse(route, args=args) + query)
    window.page.locator("main h1").wait_for()
    assert "404" not in window.page.title()
    window.look(name)


def test_the_rooms_of_hr(world: ProgramWorld, window: OpenWindow) -> None:
    hr, program = enter(window(), world.cast.hr), world.cast.program
    visit(hr, "skill-list", "skill_list")
    visit(hr, "skill-detail", "skill_detail", Skill.objects.all()[0].pk)
    visit(hr, "skill-import", "skill_import")
    hr.page.locator("textarea").fill(SKILLS_TO_IMPORT)
    hr.press("Review first")
    hr.look("skill-import-review")
    visit(hr, "question-library", "program_question_library", program.pk)
    for question in program.questions.filter(kind__in=("short_text", "ranking", "skill_level")):
        visit(hr, f"question-{question.kind}", "program_question", program.pk, question.pk)
    visit(hr, "questions", "program_questions", program.pk)
    visit(hr, "clone", "program_clone", program.pk)
    Message.objects.filter(kind="sessions.planned").update(status="failed", last_error="No route")
    visit(hr, "outbox", "outbox")
    upload = imports.receive(
        content=PEOPLE_TO_IMPORT.encode(), file_name="people.csv", by=world.cast.hr
    )
    visit(hr, "people-review", "people_import_review", upload.pk)


def test_the_rooms_of_those_who_look_after_pairs(world: ProgramWorld, window: OpenWindow) -> None:
    coordinator = enter(window(), world.cast.coordinator)
    visit(coordinator, "phase-correct", "phase_correct", world.pair.pk)
    visit(coordinator, "room", "matching_room", world.cast.program.pk)
    contact = enter(window(), world.cast.safeguarding)
    visit(contact, "safeguarding", "safeguarding_room")
    manager = enter(window(), world.cast.line_manager)
    visit(manager, "manager-briefing", "manager_briefing")


def test_the_rooms_of_somebody_who_waits(world: ProgramWorld, window: OpenWindow) -> None:
    waiting, program = world.waiting, world.cast.program
    mentor = program.enrollments.get(user__email="marco-bianchi@example.org")
    mentee = enter(window(), waiting.user)
    visit(mentee, "enrollment-waiting", "enrollment_detail", waiting.pk)
    visit(mentee, "enrollment-edit", "enrollment_edit", waiting.pk)
    visit(mentee, "orientation-mentee", "orientation", waiting.pk)
    mentee.page.get_by_role("radio").first.check()
    mentee.page.locator("main form").first.evaluate("form => { form.noValidate = true }")
    mentee.page.locator("main button.main").first.click()
    mentee.look("orientation-wrong")
    visit(mentee, "directory", "mentor_directory", program.pk)
    visit(mentee, "request-new", "request_new", program.pk, mentor.pk)
    mentee.fill("What would you like to work on?", "I lead a team now, and want to let go.")
    mentee.press("Send the request")
    mentee.reads("You have asked Marco Bianchi.")
    mentee.look("request-sent")
    mentee.follow("See your request")
    mentee.look("request-mentee")
    asked = enter(window(), mentor.user)
    visit(asked, "request-list", "request_list", program.pk)
    visit(asked, "request-mentor", "request_detail", mentor.requests_got.get().pk)
    visit(asked, "orientation-mentor", "orientation", mentor.pk)


def test_the_rooms_of_a_pair(world: ProgramWorld, window: OpenWindow) -> None:
    pair, mentee = world.pair, enter(window(), world.cast.mentee)
    visit(mentee, "record", "relationship_detail", pair.pk)
    goal = pair.goals.earliest("proposed_at")
    visit(mentee, "goal", "goal_detail", pair.pk, goal.pk)
    visit(mentee, "plan", "session_plan", pair.pk)
    mentee.page.locator("#agendas button").first.click()
    mentee.look("plan-agenda")
    for status in ("planned", "held", "cancelled"):
        session = pair.sessions.filter(status=status).latest("starts_at")
        visit(mentee, f"session-{status}", "session_detail", session.pk)
    visit(mentee, "calendar", "calendar_feed")
    mentee.page.locator("main form button").first.click()
    mentee.look("calendar-address")


def test_two_tabs_with_one_note(world: ProgramWorld, window: OpenWindow) -> None:
    mentee = enter(window(), world.cast.mentee)
    note = Note.objects.get(visibility="private")
    visit(mentee, "note", "note_edit", note.session_id, note.pk)
    notes.rewrite(note=note, by=world.cast.mentee, words="I was calm.", visibility="private")
    mentee.page.get_by_label("Note").fill("I was rather nervous.")
    mentee.press("Save")
    mentee.reads("Current version of the note")
    mentee.look("note-conflict")


def test_what_the_two_share_and_a_pair_on_hold(world: ProgramWorld, window: OpenWindow) -> None:
    mentor = enter(window(), world.cast.mentor)
    visit(mentor, "mentoring-list", "relationship_list")
    visit(mentor, "partner-answers", "partner_answers", world.cast.mentee_enrollment.pk)
    second = enter(window(), world.cast.second_mentee)
    visit(second, "on-hold", "relationship_detail", world.on_hold.pk)
