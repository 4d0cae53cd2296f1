"""The whole record: one page to print, one copy to take along, of what its reader may read."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from relationships.actions import endings, plans
from relationships.models import Activity, Closing, Relationship
from sessions.actions import check_ins, notes
from sessions.models import MentoringSession
from tests import confidences, stories
from tests.cast import Cast, SignIn
from tests.product.test_permissions import World, ask


@pytest.fixture
def relationship(cast: Cast) -> Relationship:
    """A pair with one of everything, in which each has something of their own."""
    pair = stories.in_cultivation(cast)
    session = pair.sessions.latest("starts_at")
    for person in (cast.mentee, cast.mentor):
        who = person.email.partition("@")[0]
        for visibility in ("private", "shared"):
            words = f"{visibility} note of {who}"
            notes.write(session=session, by=person, words=words, visibility=visibility)
        words = f"private takeaway of {who}"
        notes.take_away(session=session, by=person, words=words, visibility="private")
    stories.file(cast, pair, content=b"An outline", name="outline.txt")
    stories.wanted_skill(cast, pair)
    plans.move_goal(goal=pair.goals.get(), by=cast.mentee, progress=40, comment="moved a lot")
    reflection_of_mentor(cast, pair)
    mentor = stories.membership(pair, "mentor")
    notes.promise(relationship=pair, by=cast.mentee, owner=mentor, words="introduce Anh")
    Closing.objects.create(member=mentor, decides_alone=2, hard_without=1, unfinished="the talk")
    return pair


def reflection_of_mentor(cast: Cast, pair: Relationship) -> None:
    activity = stories.activity(cast, pair, owner="mentor")
    activity.what, activity.is_reflection_shared = "private reflection of mentor", False
    activity.save()


def whole(client: Client, pair: Relationship) -> str:
    page = client.get(reverse("record_whole", args=[pair.pk]))
    assert page.status_code == 200
    return page.text


def copy(client: Client, pair: Relationship) -> zipfile.ZipFile:
    answer = client.post(reverse("record_copy", args=[pair.pk]))
    assert answer.headers["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.content))


EXPECTED = (
    *("shared note of mentee", "shared note of mentor", "moved a lot", "introduce Anh"),
    *("Find my way as a new team lead", "Lead a project", "outline.txt", "the talk"),
    *("Delegation", "I do it all myself", "A day with support"),
)


@pytest.mark.parametrize(("me", "other"), [("mentee", "mentor"), ("mentor", "mentee")])
def test_page_text_and_data_hold_all_one_may_read_and_nothing_the_other_keeps(
    cast: Cast, sign_in: SignIn, relationship: Relationship, me: str, other: str
) -> None:
    client = sign_in(getattr(cast, me))
    taken = copy(client, relationship)
    texts = [whole(client, relationship)]
    texts += [taken.read(name).decode() for name in ("record.md", "record.json")]
    for text in texts:
        for words in (*EXPECTED, f"private note of {me}", f"private takeaway of {me}"):
            assert words in text
        assert f"private note of {other}" not in text
        assert f"private takeaway of {other}" not in text
        assert ("private reflection of mentor" in text) is (me == "mentor")


def test_the_copy_holds_the_files_each_under_a_name_of_its_own(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    stories.file(cast, relationship, content=b"A second one", name="outline.txt")
    taken = copy(sign_in(cast.mentor), relationship)
    names = [name for name in taken.namelist() if name.startswith("files/")]
    assert len(set(names)) == 2
    assert {taken.read(name) for name in names} == {b"An outline", b"A second one"}
    assert taken.testzip() is None


def test_data_has_a_key_for_each_part_and_moments_in_utc(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    data = json.loads(copy(sign_in(cast.mentee), relationship).read("record.json"))
    keys = [section["key"] for section in data["sections"]]
    assert data["format"] == 1
    assert keys == [
        *("agreements", "goals", "skills", "sessions", "actions", "closing"),
        *("my_answers", "files", "proposals", "history"),
    ]
    sessions = next(part for part in data["sections"] if part["key"] == "sessions")
    first = relationship.sessions.earliest("starts_at")
    assert sessions["entries"][0]["at"] == first.starts_at.isoformat()


def test_words_that_look_like_headings_stay_words(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    session = MentoringSession.objects.latest("starts_at")
    words = "# Not a heading\n## Nor this\n<script>alert(1)</script>"
    notes.write(session=session, by=cast.mentee, words=words, visibility="private")
    client = sign_in(cast.mentee)
    text = copy(client, relationship).read("record.md").decode()
    assert "\n> # Not a heading\n> ## Nor this\n" in text
    assert "<script>alert" not in whole(client, relationship)


def test_the_other_ones_answers_are_not_in_it(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    mentor = stories.membership(relationship, "mentor")
    check_ins.ask_for_help(membership=mentor)
    words = "I would like to talk to the coordinator"
    assert words in whole(sign_in(cast.mentor), relationship)
    assert words not in whole(sign_in(cast.mentee), relationship)


def test_taking_a_copy_is_noted_without_a_word_of_it_and_looking_is_not(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    client = sign_in(cast.mentee)
    whole(client, relationship)
    assert not AuditEvent.objects.filter(verb="record.copied").exists()
    copy(client, relationship)
    event = AuditEvent.objects.get(verb="record.copied")
    assert (event.actor, event.target_id) == (cast.mentee, str(relationship.pk))
    assert event.details == {}


def test_a_copy_can_be_taken_after_the_end_and_says_nothing_about_who_ended_it(
    cast: Cast, sign_in: SignIn, relationship: Relationship
) -> None:
    endings.end_no_fault(relationship=relationship, by=cast.mentor)
    texts = [
        copy(sign_in(person), relationship).read("record.md").decode().splitlines()
        for person in (cast.mentor, cast.mentee)
    ]
    ended = [[line for line in text if "nded" in line] for text in texts]
    assert ended[0] == ended[1]
    assert ended[0]


def test_only_members_take_a_copy(cast: Cast, sign_in: SignIn, relationship: Relationship) -> None:
    address = reverse("record_copy", args=[relationship.pk])
    assert sign_in(cast.coordinator).post(address).status_code == 403
    assert sign_in(cast.outsider).post(address).status_code == 404
    assert sign_in(cast.mentee).get(address).status_code == 302


def test_a_record_of_a_pair_that_has_just_begun_has_a_page(cast: Cast, sign_in: SignIn) -> None:
    pair = stories.started(cast)
    assert "How we got here" in whole(sign_in(cast.mentee), pair)
    assert copy(sign_in(cast.mentee), pair).namelist() == ["record.md", "record.json"]


def test_the_whole_record_costs_the_same_with_1_and_with_30_of_everything(
    cast: Cast, sign_in: SignIn, relationship: Relationship, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(cast.mentee)
    with django_assert_max_num_queries(24) as first:
        whole(client, relationship)
    owner = stories.membership(relationship, "mentor")
    for number in range(15):
        session = stories.held(cast, relationship, days_ago=30 + number)
        notes.write(session=session, by=cast.mentor, words="-", visibility="shared")
        notes.promise(relationship=relationship, by=cast.mentee, owner=owner, words="-")
        stories.goal(cast, relationship)
    assert Activity.objects.exists()
    with django_assert_max_num_queries(len(first)):
        whole(client, relationship)


@pytest.mark.parametrize("role", confidences.PAIR)
def test_no_word_written_in_confidence_is_missing_from_the_copy(cast: Cast, role: str) -> None:
    world = World(cast)
    confidences.write_some(cast, world.relationship, world.session)
    secrets = confidences.Secrets()
    mine = {
        marker: column
        for marker, column in secrets.columns.items()
        if column.split(".")[0] in WRITTEN_IN_THE_RECORD
        and secrets.private_to.get(marker, role) == role
    }
    found = ask(world, role, "record_copy", "P").text
    assert {column for marker, column in mine.items() if marker not in found} == set()


WRITTEN_IN_THE_RECORD = {
    model.__name__
    for model, _name in confidences.confidential_columns()
    if model.__module__.startswith(("relationships", "sessions"))
}
