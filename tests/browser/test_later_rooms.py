"""Rooms of a record's later life, of drafts and of several members: they read well and fit."""

from collections.abc import Callable

import pytest

from accounts.models import User
from matching import actions as matching
from matching.groups import actions as drafting
from programs.models import Format, Program
from relationships.actions import stories as actions_stories
from relationships.actions.stories import StoryWords
from relationships.models import Relationship
from sessions.models import Action
from tests import gatherings, stories
from tests.browser.conftest import Window
from tests.browser.test_rooms import enter, visit
from tests.cast import Cast, build_cast, enroll, make_users

OpenWindow = Callable[..., Window]
STORY = StoryWords(
    title="From minutes to meetings",
    words="I used to take the minutes.\n\nNow I lead the meeting, and somebody else takes them.",
)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build_cast()


def who(name: str) -> User:
    return User.objects.get(email=f"{name}@example.org")


def test_the_closing_of_a_pair_and_its_story(cast: Cast, window: OpenWindow) -> None:
    pair = stories.in_separation(cast)
    promise(cast, pair)
    actions_stories.write(relationship=pair, by=cast.mentee, words=STORY)
    mentor = enter(window(), cast.mentor)
    visit(mentor, "closing-open", "closing", pair.pk)
    visit(mentor, "story-asked", "story", pair.pk)
    mentor.page.get_by_role("button", name="consent").first.click()
    mentor.look("story-told")
    visit(mentor, "story-write", "story_write", pair.pk)
    visit(enter(window(), cast.coordinator), "stories", "program_stories", cast.program.pk)
    visit(enter(window(), cast.mentee), "closing-mentee", "closing", pair.pk)


def promise(cast: Cast, pair: Relationship) -> None:
    Action.objects.create(
        relationship=pair,
        owner=stories.membership(pair, "mentee"),
        words="Present the plan to the whole department",
    )


def test_skills_and_support(cast: Cast, window: OpenWindow) -> None:
    pair, mentee = stories.in_cultivation(cast), enter(window(), cast.mentee)
    visit(mentee, "skills-empty", "skills_gap", pair.pk)
    visit(mentee, "skill-wanted-new", "wanted_skill_new", pair.pk)
    for name, level in (("Delegation", 1), ("Listening to a team under pressure", 2)):
        wanted = stories.wanted_skill(cast, pair, name, level)
    visit(mentee, "skills", "skills_gap", pair.pk)
    visit(mentee, "skills-rate", "skills_rate", pair.pk)
    visit(mentee, "skill-wanted", "wanted_skill", pair.pk, wanted.pk)
    visit(mentee, "support-empty", "support_given", pair.pk)
    stories.support_note(cast, pair, "Put me forward for the steering group")
    visit(mentee, "support", "support_given", pair.pk)


def test_everything_a_record_holds_is_read_found_and_kept(cast: Cast, window: OpenWindow) -> None:
    pair, mentee = stories.in_cultivation(cast), enter(window(), cast.mentee)
    visit(mentee, "files-empty", "file_list", pair.pk)
    stories.file(cast, pair, name="what-we-want-to-have-done-by-the-end-of-the-summer-2026.txt")
    visit(mentee, "files", "file_list", pair.pk)
    visit(mentee, "whole", "record_whole", pair.pk)
    visit(mentee, "search", "record_search", pair.pk)
    mentee.page.get_by_role("search").get_by_role("textbox").fill("project")
    mentee.press("Search")
    mentee.look("search-found")
    visit(mentee, "pause", "pause", pair.pk)
    visit(mentee, "ending", "ending", pair.pk)
    visit(mentee, "what-others-see", "what_others_see")


def test_the_rooms_of_a_matching_that_is_thought_over(cast: Cast, window: OpenWindow) -> None:
    first, second = (matching.run(program=cast.program, by=cast.coordinator) for _run in range(2))
    coordinator, program = enter(window(), cast.coordinator), cast.program
    visit(coordinator, "what-if", "matching_aims", program.pk)
    visit(coordinator, "runs", "matching_runs", program.pk)
    both = f"?first={first.pk}&second={second.pk}"
    visit(coordinator, "compare", "matching_compare", program.pk, query=both)
    for route in ("run_detail", "publish", "left_over", "help"):
        visit(coordinator, f"run-{route}", f"matching_{route}", second.pk)
    visit(coordinator, "program-messages", "program_messages", program.pk)
    visit(coordinator, "program-joining", "program_joining", program.pk)
    visit(coordinator, "waiting-line", "program_waiting", program.pk)
    visit(coordinator, "invite", "program_invite", program.pk)


def test_drafts_of_groups(cast: Cast, window: OpenWindow) -> None:
    program = crowd(cast)
    coordinator = enter(window(), cast.coordinator)
    visit(coordinator, "drafts-empty", "matching_gatherings", program.pk)
    drafting.arrange(program=program, by=cast.coordinator)
    visit(coordinator, "drafts", "matching_gatherings", program.pk)


def crowd(cast: Cast) -> Program:
    """Two mentors and nine mentees who wait for groups."""
    program = gatherings.program(cast, Format.GROUP)
    users = make_users({f"somebody-{number}": {} for number in range(11)})
    for number, user in enumerate(users):
        enroll(user, program, "mentor" if number < 2 else "mentee")
    return program


@pytest.mark.parametrize("kind", [Format.PEER, Format.GROUP, Format.CIRCLE, Format.FLASH])
def test_a_record_of_another_format(cast: Cast, window: OpenWindow, kind: Format) -> None:
    proposed = gatherings.proposed(cast, kind)
    member = enter(window(), who("bo"))
    visit(member, f"{kind}-proposed", "relationship_detail", proposed.pk)
    gatherings.accept(proposed)
    visit(member, f"{kind}-begun", "relationship_detail", proposed.pk)
    visit(member, f"{kind}-plan", "session_plan", proposed.pk)
    visit(member, f"{kind}-list", "relationship_list")
