"""The main job from the CSV file to the dashboard, played by six people in real browsers."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail

from accounts.models import Role, RoleGrant, User
from core import clock
from notifications.delivery import deliver
from notifications.models import Message
from programs.models import Program
from relationships.models import Relationship
from sessions.models import CheckIn
from tests.browser.conftest import SHAPES, Window
from tests.cast import PASSWORD, make_user

LINK = re.compile(r"https?://\S+")
PEOPLE = """First name;Last name;E-Mail;Unit;Job title;Time zone;Manager
Carla;Bianchi;carla@example.org;People;Coordinator;Europe/Rome;
Minh;Trần;minh@example.org;Research;Principal engineer;Asia/Ho_Chi_Minh;
Giulia;Rossi;giulia@example.org;Sales;Head of sales;Europe/Rome;
Ola;Nordmann;ola@example.org;Research;Engineer;Europe/Oslo;giulia@example.org
Ewa;Nowak;ewa@example.org;Sales;Analyst;Europe/Warsaw;
Nobody;Here;not an address;Sales;;;
"""


def read_mail(window: Window, to: str, about: str) -> str:
    """Deliver what is due, and return the first link of the newest letter to ``to``."""
    for message in Message.objects.filter(status="due", due_at__lte=clock.now()):
        deliver(message.pk)
    letters = [m for m in mail.outbox if m.to == [to] and about.lower() in m.subject.lower()]
    assert letters, [(m.to, m.subject) for m in mail.outbox]
    found = LINK.search(str(letters[-1].body))
    assert found
    return re.sub(r"^https?://[^/]+", window.base, found.group())


def choose_password(window: Window) -> None:
    window.page.get_by_label("Password", exact=False).first.fill(PASSWORD)
    window.press("Set the password")


def sign_up_from_the_join_page(window: Window, join: str, role: str, email: str) -> None:
    window.open(join)
    window.look("join")
    window.page.get_by_role("link", name=re.compile(f"I am new here.*{role}")).click()
    window.look("sign-up")
    window.fill("Email", email)
    window.press("Send me a link")
    window.look("sign-up-sent")
    window.open(read_mail(window, email, ""))
    choose_password(window)


def enroll(window: Window, role: str, skill: str, level: str, target: str = "") -> None:
    page = window.page
    direction = "wanted" if role == "mentee" else "offered"
    window.tick("Newly promoted", "Leading people", "Video call", "Monday morning")
    window.tick("Tuesday morning", "Monday afternoon", "Tuesday afternoon", "Friday afternoon")
    page.locator("#id_expectations").fill("Somebody who asks good questions.")
    page.locator(f"#id_{direction}_1_skill").select_option(label=skill)
    page.locator(f"#id_{direction}_1_level").select_option(level)
    if target:
        page.locator(f"#id_{direction}_1_target").select_option(target)
    for question in page.locator(
        "textarea[id^=id_question], input[type=text][id^=id_question]"
    ).all():
        question.fill("To grow into the new role.")
    page.get_by_label("English").check()
    for promise in ("ready", "committed"):
        if page.locator(f"#id_{promise}").count():
            page.locator(f"#id_{promise}").check()
    window.look(f"enroll-{role}")
    window.press("Send to the coordinators")
    window.reads("coordinator")
    window.look(f"enrolled-{role}")


@pytest.fixture
def hr(window: Callable[[], Window]) -> Window:
    person = make_user("hr")
    RoleGrant.objects.create(user=person, role=Role.HR_ADMIN)
    opened = window()
    opened.open("/")
    opened.look("sign-in")
    opened.sign_in(person)
    return opened


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.django_db(transaction=True)
def test_the_whole_story(hr: Window, window: Callable[[], Window], tmp_path: Path) -> None:
    import_people(hr, tmp_path)
    join = set_up_a_program(hr)
    carla = window()
    coordinator_signs_in(hr, carla)
    people = {name: window() for name in ("minh", "giulia", "ola", "ewa")}
    everybody_enrolls(people, join)
    match_and_publish(carla)
    mentor, mentee = both_accept(people)
    begin_weeks_ago()
    live_through_initiation(mentor, mentee)
    answer_from_the_mail(mentee)
    go_through_the_phases(mentor, mentee)
    read_the_dashboard(carla)


def import_people(hr: Window, folder: Path) -> None:
    file = folder / "people.csv"
    file.write_bytes(PEOPLE.encode("utf-8-sig"))
    hr.open("/people/import/")
    hr.look("import")
    hr.page.locator("input[type=file]").set_input_files(file)
    hr.press("Upload and review")
    hr.look("import-review")
    hr.press("Import 5 people")
    hr.reads("5 people are up to date")
    hr.look("import-done")
    assert User.objects.count() == 6
    hr.open("/people/import/")
    hr.page.locator("input[type=file]").set_input_files(file)
    hr.press("Upload and review")
    hr.reads("Nothing to import")


def set_up_a_program(hr: Window) -> str:
    hr.open("/programs/")
    hr.look("programs-empty")
    hr.open("/programs/new/")
    hr.look("program-new")
    hr.page.get_by_role("radio").first.check()
    hr.fill("What is the program called?", "Leadership")
    hr.fill("When does it start?", f"{clock.today():%Y-%m-%d}")
    hr.press("Create the draft")
    program = Program.objects.get()
    setup = f"/programs/{program.pk}/setup/"
    hr.look("program-setup")
    for page in ("dates", "phases", "questions", "criteria", "staff"):
        hr.open(f"{setup}{page}/")
        hr.look(f"program-{page}")
    hr.page.get_by_role("textbox").first.fill("carla@example.org")
    hr.press("Name them")
    hr.open(f"{setup}preview/mentee/")
    hr.look("program-preview")
    hr.open(setup)
    hr.press("Open enrollment")
    hr.reads("Open enrollment of")
    hr.press("Open enrollment")
    hr.look("program-open")
    return hr.page.get_by_label("Join link").input_value()


def coordinator_signs_in(hr: Window, carla: Window) -> None:
    hr.open("/people/")
    hr.look("people")
    hr.follow("Carla Bianchi")
    hr.look("person")
    hr.press("Invite to sign in")
    carla.open(read_mail(carla, "carla@example.org", ""))
    carla.look("invitation")
    choose_password(carla)
    carla.open("/programs/")
    carla.look("programs")


def everybody_enrolls(people: dict[str, Window], join: str) -> None:
    parts = {
        "minh": ("mentor", "3", ""),
        "giulia": ("mentor", "3", ""),
        "ola": ("mentee", "1", "3"),
        "ewa": ("mentee", "1", "3"),
    }
    for name, (role, level, target) in parts.items():
        window = people[name]
        path = re.sub(r"^https?://[^/]+", window.base, join)
        sign_up_from_the_join_page(window, path, role, f"{name}@example.org")
        enroll(window, role, "Giving feedback", level, target)


def match_and_publish(carla: Window) -> None:
    program = Program.objects.get()
    carla.open(f"/programs/{program.pk}/people/")
    carla.look("enrollments")
    for box in carla.page.get_by_role("checkbox").all():
        box.check()
    carla.press("Approve selected people")
    carla.open(f"/programs/{program.pk}/matching/")
    carla.look("matching-empty")
    carla.press("Run the matching")
    carla.look("matching")
    carla.page.get_by_role("button", name="Keep together").first.click()
    carla.press("Run again")
    carla.follow("Publish")
    carla.look("publish")
    carla.press("Publish")
    carla.look("published")


def both_accept(people: dict[str, Window]) -> tuple[Window, Window]:
    """Ola reports to Giulia, so the rules pair Ola with Minh."""
    mentor, mentee = people["minh"], people["ola"]
    mentee.open(read_mail(mentee, "ola@example.org", "proposal"))
    mentee.reads("Minh")
    mentee.look("proposal")
    mentee.press("Yes, I would like to")
    mentor.open("/mentoring/")
    mentor.look("my-mentoring")
    mentor.follow("Read and answer")
    mentor.press("Yes, I would like to")
    mentor.reads("Initiation")
    mentor.look("record-new")
    people["ewa"].open("/")
    people["ewa"].look("mentee-waits")
    return mentor, mentee


def begin_weeks_ago() -> None:
    """They have met since: no session is before the start."""
    started_at = clock.now() - timedelta(days=20)
    Relationship.objects.started().update(started_at=started_at, phase_since=started_at)


def live_through_initiation(mentor: Window, mentee: Window) -> None:
    mentee.open("/mentoring/")
    mentee.follow("Trần")
    record = mentee.page.url
    for days_ago in (9, 2):
        mentee.open(f"{record}sessions/we-met/")
        mentee.look("we-met")
        log_session(mentee, days_ago)
    mentee.open(f"{record}agreement/edit/")
    mentee.look("agreement-edit")
    mentee.fill("What is this mentoring for?", "Lead without losing myself.")
    mentee.press("Send for confirmation")
    mentor.open(f"{record}agreement/")
    mentor.look("agreement")
    mentor.press("I agree")
    mentee.open(f"{record}goals/new/")
    mentee.look("goal-new")
    mentee.fill("What do you want to achieve?", "Lead a cross-team project")
    mentee.tick("New skills", "Long term")
    mentee.press("Propose the goal")
    mentor.open(record)
    mentor.look("record")
    mentor.press("Agree")
    plan_a_session(mentee, record)
    mentee.open(record)
    mentee.look("record-full")


def log_session(window: Window, days_ago: int, kind: str = "") -> None:
    day = clock.today() - timedelta(days=days_ago)
    window.fill("Day", f"{day:%Y-%m-%d}")
    window.fill("Time", "09:00")
    if kind:
        window.page.get_by_label("What kind of session").select_option(kind)
    window.page.get_by_label("A note").fill("Only for me")
    window.press("Log the session")


def plan_a_session(window: Window, record: str) -> None:
    window.open(f"{record}sessions/plan/")
    window.look("session-plan")
    window.fill("Day", f"{clock.today() + timedelta(days=6):%Y-%m-%d}")
    window.fill("Time", "10:00")
    window.fill("What would you like to talk about?", "How to say no.")
    window.press("Plan the session")
    window.page.locator(".when a").first.click()
    window.look("session")


def answer_from_the_mail(mentee: Window) -> None:
    """A click on "Good fit" in the email and one press; nobody has to sign in."""
    mentee.context.clear_cookies()
    # The question is asked the morning after a session.
    Message.objects.filter(kind="sessions.check_in").update(due_at=clock.now())
    mentee.open(read_mail(mentee, "ola@example.org", "fit"))
    mentee.press("Good fit")
    mentee.reads("Thank you")
    mentee.look("answered")
    assert CheckIn.objects.filter(kind="fit", answer="good").count() == 1
    mentee.sign_in(User.objects.get(email="ola@example.org"))


def go_through_the_phases(mentor: Window, mentee: Window) -> None:
    mentor.open("/mentoring/")
    mentor.follow("Ola")
    mentor.page.get_by_label("Good fit", exact=True).check()
    mentor.press("Answer")
    mentor.look("record-ready")
    record = mentor.page.url
    propose_and_confirm(mentee, mentor, record, "begin_cultivation")
    mentee.press("I can manage on my own now")
    propose_and_confirm(mentor, mentee, record, "begin_separation")
    mentee.open(f"{record}sessions/we-met/")
    log_session(mentee, 1, "closing")
    mentee.open(record)
    mentee.follow("Lead a cross-team project")
    mentee.look("goal")
    mentee.tick("Achieved")
    mentee.press("Close the goal")
    mentee.look("goal-close-confirm")
    mentee.press("Close the goal")
    for window in (mentor, mentee):
        window.open(f"{record}closing/")
        window.look("closing")
        window.tick("Colleagues")
        window.press("Keep my choice")
    propose_and_confirm(mentee, mentor, record, "begin_redefinition")
    for window in (mentee, mentor):
        window.open(f"{record}complete/")
        window.look("complete")
        window.press("Conclude for my part")
        window.look("complete-confirm")
        window.press("Conclude for my part")
    mentor.reads("Completed")
    mentor.look("concluded")


def propose_and_confirm(first: Window, second: Window, record: str, transition: str) -> None:
    first.open(f"{record}phase/{transition}/")
    first.look("phase-propose")
    first.press("Propose")
    second.open(record)
    second.look("phase-proposed")
    second.press("Confirm")
    first.open(record)


def read_the_dashboard(carla: Window) -> None:
    program = Program.objects.get()
    for page in ("", "pairs/", "attention/"):
        carla.open(f"/programs/{program.pk}/{page}")
        carla.look(f"dashboard-{page.strip('/') or 'overview'}")
        for secret in ("Lead without losing", "cross-team", "How to say no", "Only for me"):
            assert secret not in carla.page.content()
    carla.open(f"/programs/{program.pk}/pairs/?status=concluded")
    carla.page.get_by_role("link", name=re.compile("Ola")).first.click()
    carla.look("pair")
    assert "cross-team" not in carla.page.content()
