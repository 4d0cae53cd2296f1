"""An ended record is for reading: no page asks for anything, and nothing sent to it changes it."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils.html import escape

from accounts.models import User
from core import clock, dates
from core.errors import DomainError
from programs.models import Format
from relationships import consequences
from relationships.actions import endings, follow_up, stories
from relationships.actions.follow_up import Later
from relationships.actions.steps import (
    TransitionStep,
    follow,
    give_up_place,
    refuse_after_the_end,
    take,
)
from relationships.actions.stories import StoryWords
from relationships.models import Activity, Membership, Status
from sessions import links
from sessions.middleware import STILL_ASKED
from sessions.models import CheckIn
from tests import gatherings, hanging
from tests.cast import Cast, SignIn
from tests.hanging import FORMATS, GroupWorld
from workspace.after_the_end import still_possible

# What people may still do, each for themselves: copy, search, look back, tell their story, say what
# they would like next, take their own file away.
ALLOWED = {
    "record_copy",
    "record_search",
    "follow_up",
    "story",
    "story_write",
    "story_consent",
    "story_withdraw",
    "ending_wish",
    "file_take_out",
    "talk_thank",
}
ASKING = (
    "Waiting for you",
    "waiting for you",
    "How well do you fit",
    "Did you meet",
    "Plan a session",
    "Plan another",
    "Next session",
    "Add a goal",
    "overdue",
    "Say thanks",
    "Under way",
    "Planned toward",
)
PATTERNS = (
    r"\bAdd\b",
    r"\bPlan (a|an|the|it|another)\b",
    r"\bNote (something|it)\b",
    r"\b[Yy]et\b",
    r"(?<!of )(?<![Oo]nly )\b[Yy]ou can\b(?! read| still:| say how it went on)",
    r"\bplanned until\b",
    r"\bso far\b",
    r"\bRate (my|your)\b",
    r"\bOpen a goal\b",
    r"\bwhen it happens\b",
)
"""What is said to somebody who can still do something; of what is over, the past tense tells."""
ENDINGS = {
    "no fault": "end_no_fault",
    "administrative": "end_administratively",
    "safeguarding": "end_for_safeguarding",
    "completed": "complete",
}
OF_TALKS = {
    "administrative": "end_administratively",
    "called off": "call_off",
    "completed": "thank",
}
CASES = [
    (format_key, name)
    for format_key in FORMATS
    for name in (OF_TALKS if format_key == Format.FLASH else ENDINGS)
]


def ended(cast: Cast, format_key: Format, name: str) -> GroupWorld:
    """A relationship with everything on it, ended in this way."""
    world = hanging.build(cast, format_key)
    transition = (OF_TALKS if format_key == Format.FLASH else ENDINGS)[name]
    hanging.put(world, *hanging.sources(transition, is_talk=format_key == Format.FLASH)[0])
    Activity.objects.update(state="under_way", until_on=clock.today() + timedelta(days=3))
    if name == "completed":
        world.relationship.follow_up_on = clock.today() - timedelta(days=1)
    take(world.relationship, TransitionStep(transition, by=None))
    world.relationship.memberships.update(wants_more=False)
    return world


def main_of(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def text_of(html: str) -> str:
    """What people read: no tags, and no form of theirs alone, which may still be sent."""
    return re.sub(r"<form\b.*?</form>|<[^>]+>", " ", html, flags=re.DOTALL)


def forms_in(html: str, page: str) -> Iterator[str]:
    """The routes the forms of a page are sent to."""
    for attributes in re.findall(r"<form([^>]*)>", html):
        action = re.search(r'action="([^"]*)"', attributes)
        target = action.group(1) if action and action.group(1) else page
        yield str(resolve(target.split("?")[0]).url_name)


def pages_of(client: Client, world: GroupWorld) -> dict[str, str]:
    """Every page that links lead to from the record, and its content, by address."""
    start = reverse("relationship_detail", args=[world.relationship.pk])
    found: dict[str, str] = {}
    waiting, seen = [start], {start}
    while waiting:
        page = waiting.pop()
        answer = client.get(page, follow=True)
        if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
            assert answer.status_code == 200, page
            continue
        final = answer.redirect_chain[-1][0] if answer.redirect_chain else page
        found[final] = main_of(answer.content.decode())
        hrefs = re.findall(r'href="(/(?:mentoring|sessions|files)/[^"?#]*)', found[final])
        waiting += set(hrefs) - seen
        seen |= set(hrefs)
    return found


def own_routes(world: GroupWorld) -> Iterator[tuple[str, str]]:
    """Every route of one record or one of its sessions: its name and its address."""
    values = {"relationship": world.relationship.pk, "session": world.sessions["held"].pk}
    others = {
        "goal": world.relationship.goals.get().pk,
        "action": world.relationship.actions.get().pk,
        "agreement": world.relationship.agreements.get().pk,
        "proposal": world.relationship.phase_proposals.get().pk,
        "activity": world.relationship.goals.get().activities.get().pk,
        "note": world.sessions["held"].notes.get().pk,
        "day": f"{clock.today():%Y-%m-%d}",
        "transition": "begin_cultivation",
        "signal": "goals_stall",
        "given": world.members[0].support_given.get().pk,
        "wanted": world.leaver.wanted_skills.get().pk,
    }
    for name, parts in _patterns(get_resolver()):
        if parts & values.keys() and "program" not in parts and not name.startswith("safeguarding"):
            known = {part: (values | others)[part] for part in parts}
            yield name, reverse(name, kwargs=known)


def _patterns(
    resolver: URLResolver, above: frozenset[str] = frozenset()
) -> Iterator[tuple[str, frozenset[str]]]:
    for entry in resolver.url_patterns:
        parts = above | entry.pattern.regex.groupindex.keys()
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, parts)
        elif isinstance(entry, URLPattern) and entry.name:
            yield entry.name, parts


@pytest.mark.parametrize(("format_key", "name"), CASES)
def test_no_page_of_an_ended_record_asks_for_anything(
    cast: Cast, sign_in: SignIn, format_key: Format, name: str
) -> None:
    world = ended(cast, format_key, name)
    if format_key == Format.FLASH:
        world.relationship.goals.all().delete()
    for member in (world.members[0], world.leaver):
        pages = pages_of(sign_in(member.user), world)
        assert len(pages) >= (3 if format_key == Format.FLASH else 8)
        for page, html in pages.items():
            asked = set(forms_in(html, page)) - ALLOWED
            words = [word for word in ASKING if word in html]
            if resolve(page.split("?")[0]).url_name not in STILL_ASKED:
                words += [found[0] for one in PATTERNS if (found := re.search(one, text_of(html)))]
            assert (page, asked, words) == (page, set(), [])


TYPED = {
    "words": "changed",
    "title": "changed",
    "topic": "changed",
    "agenda-topic": "changed",
    "note-words": "changed",
    "note-visibility": "private",
    "takeaway-words": "changed",
    "takeaway-visibility": "private",
    "action-words": "changed",
    "visibility": "private",
    "kind": "skill",
    "horizon": "long_term",
    "fit": "good",
    "answer": "yes",
    "ready": "1",
    "outcome": "colleagues",
    "unfinished": "changed",
    "thanks": "changed",
    "hard_without": "3",
    "decides_alone": "3",
    "progress": "50",
    "result": "achieved",
    "state": "done",
    "minutes": "60",
    "mode": "video",
    "start": "10:00",
    "cadence_days": "14",
    "session_minutes": "60",
    "channels": "video",
    "share": "1",
    "sure": "1",
}


@pytest.mark.parametrize(("format_key", "name"), [case for case in CASES if case[1] != "completed"])
def test_nothing_sent_to_an_ended_record_changes_it(
    cast: Cast, sign_in: SignIn, format_key: Format, name: str
) -> None:
    world = ended(cast, format_key, name)
    client = sign_in(world.leaver.user)
    models = tuple({one for row in consequences.dependents() for one in row.models})
    day = f"{clock.today() + timedelta(days=5):%Y-%m-%d}"
    typed = TYPED | {"day": day, "resume_on": day, "ends_on": day, "due_on": day}
    for route, address in own_routes(world):
        if route in ALLOWED or route in {"note_remove", "record_search"}:
            continue
        before = hanging.rows_of(models)
        upload = {"file": SimpleUploadedFile("a.txt", b"words")}
        answer = client.post(address, typed | upload)
        assert (route, answer.status_code < 500) == (route, True)
        changed = {
            key[0]
            for key, text in hanging.rows_of(models).items()
            if before.get(key) != text and key[0] != "drafts_draft"
        }
        assert (route, changed) == (route, set())


def test_a_page_that_would_ask_leads_back_to_the_record_and_says_why(
    cast: Cast, sign_in: SignIn
) -> None:
    world = ended(cast, Format.CLASSIC, "no fault")
    for route in ("session_plan", "we_met", "agreement_edit", "goal_new", "pause", "complete"):
        client = sign_in(world.leaver.user)
        answer = client.get(reverse(route, args=[world.relationship.pk]), follow=True)
        assert answer.redirect_chain[-1][0].endswith(f"/mentoring/{world.relationship.pk}/")
        assert "This mentoring ended on" in answer.content.decode()
    outsider = sign_in(cast.outsider)
    assert outsider.get(reverse("pause", args=[world.relationship.pk])).status_code == 404


def test_a_link_in_an_old_letter_answers_politely(cast: Cast, client: Client) -> None:
    world = ended(cast, Format.CLASSIC, "administrative")
    answered = CheckIn.objects.exclude(answer="").first()
    assert answered
    address = links.url(answered, "not_yet").split("/", 3)[3]
    for answer in (client.get(f"/{address}"), client.post(f"/{address}")):
        words = answer.content.decode()
        assert "This mentoring has ended" in words
        assert "<form" not in main_of(words)
    answered.refresh_from_db()
    assert answered.answer == "booked"
    assert world.relationship.status == Status.CONCLUDED


def test_who_has_left_a_group_reads_their_own_words_and_is_asked_what_next(
    cast: Cast, sign_in: SignIn
) -> None:
    world = hanging.build(cast, Format.GROUP)
    give_up_place(world.leaver)
    follow(world.relationship, "leave", by=None, leaver=world.leaver)
    page = reverse("relationship_detail", args=[world.relationship.pk])
    html = main_of(sign_in(world.leaver.user).get(page).content.decode())
    assert set(forms_in(html, page)) == {"ending_wish", "story_withdraw"}


@pytest.mark.parametrize(
    ("format_key", "name"), [(Format.CLASSIC, "no fault"), (Format.CLASSIC, "administrative")]
)
def test_the_wish_is_kept_and_asked_of_those_who_take_part_alone(
    cast: Cast, sign_in: SignIn, format_key: Format, name: str
) -> None:
    world = ended(cast, format_key, name)
    page = reverse("relationship_detail", args=[world.relationship.pk])
    wish = reverse("ending_wish", args=[world.relationship.pk])
    client = sign_in(world.leaver.user)
    client.post(wish, {"wish": "wait"})
    assert Membership.objects.get(pk=world.leaver.pk).wish == "wait"
    world.leaver.enrollment.status = "withdrawn"
    world.leaver.enrollment.save()
    assert "ending_wish" not in set(forms_in(main_of(client.get(page).content.decode()), page))
    client.post(wish, {"wish": "rematch"})
    assert Membership.objects.get(pk=world.leaver.pk).wish == "wait"


def test_unsent_text_of_an_ended_record_is_read_and_not_brought_back(
    cast: Cast, sign_in: SignIn
) -> None:
    world = ended(cast, Format.CLASSIC, "no fault")
    html = main_of(sign_in(world.leaver.user).get(reverse("unsent_list")).content.decode())
    assert "can no longer be sent" in html
    assert "Bring it back" not in html
    assert gatherings.again(world.relationship).status == Status.CONCLUDED


def _tries(world: GroupWorld, person: User) -> dict[str, Callable[[], object]]:
    """What a member may want to change after the end, by what the page calls it."""
    record = world.relationship
    words = StoryWords(title="-", words="-", is_named=False)
    later = Later(lasting="much", contact="often", words="")
    return {
        "wish": lambda: endings.wish(relationship=record, by=person, wish="wait"),
        "story": lambda: stories.write(relationship=record, by=person, words=words),
        "follow_up": lambda: follow_up.answer(relationship=record, by=person, later=later),
    }


@pytest.mark.parametrize(
    ("format_key", "name"), [case for case in CASES if case[0] != Format.FLASH]
)
@pytest.mark.parametrize("days", [-1, 40])
def test_an_ended_record_says_what_can_still_be_changed_and_nothing_else_can(
    cast: Cast, sign_in: SignIn, format_key: Format, name: str, days: int
) -> None:
    world = ended(cast, format_key, name)
    if name == "completed":
        world.relationship.follow_up_on = clock.today() + timedelta(days=days)
        world.relationship.save()
    mine = world.leaver
    said = still_possible(Membership.objects.get(pk=mine.pk))
    possible = {one.key for one in said} - {"", "file"}
    accepted = {key for key, attempt in _tries(world, mine.user).items() if _is_taken(attempt)}
    assert possible == accepted
    page = sign_in(mine.user).get(reverse("relationship_detail", args=[world.relationship.pk]))
    for one in said:
        assert escape(one.sentence) in page.text
    assert dates.day(world.relationship.concluded_at) in page.text


def _is_taken(attempt: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            attempt()
    except DomainError:
        return False
    return True


def test_a_refusal_says_since_when_and_from_when(cast: Cast) -> None:
    world = ended(cast, Format.CLASSIC, "completed")
    world.relationship.follow_up_on = clock.today() + timedelta(days=40)
    world.relationship.save()
    tries = _tries(world, world.leaver.user)
    with pytest.raises(DomainError, match=dates.day(world.relationship.follow_up_on)):
        tries["follow_up"]()
    with pytest.raises(DomainError, match=dates.day(world.relationship.concluded_at)):
        refuse_after_the_end(world.relationship)
