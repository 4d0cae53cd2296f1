"""Looking for words in one's own record: found by who may read them, and by nobody else."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sessions.actions import meetings, notes
from sessions.models import MentoringSession, Note
from tests import stories
from tests.cast import Cast, SignIn
from tests.pace import Paced
from workspace import text_search


def marked(text: str, typed: str) -> str:
    """The excerpt with every hit in brackets."""
    pieces = text_search.excerpt(text, text_search.words_of(typed))
    return "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in pieces)


# Words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "typed", "found"),
    [
        ("Say no kindly", "KIND", "Say no [kind]ly"),
        ("Nguyễn Thuỳ Linh đi", "nguyen di", "[Nguyễn] Thuỳ Linh [đi]"),
        ("Łódź, Ærø und Straße", "lodz strasse", "[Łódź], Ærø und [Straße]"),
        ("Cafe\u0301 au lait", "café", "[Cafe]\u0301 au lait"),
        ("one two one", "one", "[one] two [one]"),
        ("one two", "one three", ""),
        ("one two", "   ", ""),
        ("", "one", ""),
        ("a\nb\nc", "b", "a\n[b]\nc"),
    ],
)
def test_words_are_found_whatever_their_case_and_accents(text: str, typed: str, found: str) -> None:
    assert marked(text, typed) == found


def test_a_long_text_is_cut_around_the_first_hit() -> None:
    shown = marked("before " * 100 + "needle" + " after" * 100, "needle")
    assert shown.startswith("… before")
    assert "[needle]" in shown
    assert shown.endswith("…")
    assert len(shown) < 250


def test_hits_that_overlap_are_marked_once() -> None:
    assert marked("banana", "ana nan") == "b[ana]na"


# The page ---------------------------------------------------------------------------------------


@pytest.fixture
def session(cast: Cast) -> MentoringSession:
    return stories.held(cast, stories.started(cast), days_ago=1, agenda="Needle in the agenda")


def look(client: Client, session: MentoringSession, words: str) -> str:
    page = client.post(reverse("record_search", args=[session.relationship_id]), {"words": words})
    assert page.status_code == 200
    return page.text.replace("<mark>", "").replace("</mark>", "")


def test_each_finds_what_they_may_read_and_no_private_word_of_the_other(
    cast: Cast, sign_in: SignIn, session: MentoringSession
) -> None:
    for person in (cast.mentee, cast.mentor):
        for visibility in ("private", "shared"):
            words = f"Needle of {person.email} {visibility}"
            notes.write(session=session, by=person, words=words, visibility=visibility)
        words = f"Needle {person.email} takes away"
        notes.take_away(session=session, by=person, words=words, visibility="private")
    owner = stories.membership(session.relationship, "mentor")
    notes.promise(
        relationship=session.relationship, by=cast.mentee, owner=owner, words="Buy a needle"
    )
    found = look(sign_in(cast.mentee), session, "needle")
    assert "Found in 6 places" in found
    assert "Needle of mentor@example.org private" not in found
    assert "Needle mentor@example.org takes away" not in found
    for mine in (
        "Needle in the agenda",
        "Needle of mentee@example.org private",
        "Needle of mentee@example.org shared",
        "Needle of mentor@example.org shared",
        "Needle mentee@example.org takes away",
        "Buy a needle",
    ):
        assert mine in found


def test_nothing_of_another_record_is_found(
    cast: Cast, sign_in: SignIn, session: MentoringSession
) -> None:
    other = stories.another_pair(cast, mentor=cast.mentor)
    plan_of_other = meetings.SessionPlan(
        starts_at=session.starts_at, minutes=30, mode="video", agenda="Needle elsewhere"
    )
    meetings.log_new(relationship=other, by=cast.mentor, plan=plan_of_other)
    assert "elsewhere" not in look(sign_in(cast.mentor), session, "needle")


def test_words_looked_for_stand_in_no_address_and_change_nothing(
    cast: Cast, sign_in: SignIn, session: MentoringSession
) -> None:
    client = sign_in(cast.mentee)
    page = client.get(reverse("record_search", args=[session.relationship_id]) + "?words=needle")
    assert "Needle in the agenda" not in page.text
    assert '<form method="post"' in page.text
    before = list(Note.objects.values())
    look(client, session, "needle")
    assert list(Note.objects.values()) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "This field is required"),
        ("nowhere", "No results with all these words"),
        ("a\x00b", "Null characters are not allowed"),
        ("x" * 1_000_000, "at most 200 characters"),
        ("\u202e🌱 שלום", "No results with all these words"),
        ("<script>", "&lt;script&gt;"),
    ],
)
def test_whatever_is_typed_gets_an_answer_in_words(
    cast: Cast, sign_in: SignIn, session: MentoringSession, words: str, said: str
) -> None:
    assert said in look(sign_in(cast.mentee), session, words)


def test_a_long_record_is_searched_quickly_and_in_as_many_queries_as_a_short_one(
    cast: Cast, sign_in: SignIn, session: MentoringSession, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(cast.mentee)
    with django_assert_max_num_queries(10) as first:
        look(client, session, "needle")
    author = stories.membership(session.relationship, "mentee")
    Note.objects.bulk_create(
        Note(session=session, author=author, words=f"A long note with a needle {n} " + "hay " * 250)
        for n in range(200)
    )
    with Paced() as work, django_assert_max_num_queries(len(first)):
        assert "These are the newest 50" in look(client, session, "needle")
    assert work.seconds < 1.5


def test_a_record_opens_to_its_members_alone(
    cast: Cast, sign_in: SignIn, session: MentoringSession
) -> None:
    address = reverse("record_search", args=[session.relationship_id])
    assert sign_in(cast.coordinator).post(address, {"words": "needle"}).status_code == 403
    assert sign_in(cast.outsider).post(address, {"words": "needle"}).status_code == 404


def test_the_record_leads_to_the_search(
    cast: Cast, sign_in: SignIn, session: MentoringSession
) -> None:
    page = sign_in(cast.mentee).get(reverse("relationship_detail", args=[session.relationship_id]))
    assert reverse("record_search", args=[session.relationship_id]) in page.text
