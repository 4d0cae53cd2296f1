"""Two tabs, or both of the two, change the same words at once: nothing is lost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.errors import DomainError
from sessions import edit_conflict
from sessions.actions import notes
from sessions.models import MentoringSession, Note
from tests import stories
from tests.cast import Cast, SignIn


def note_page(cast: Cast) -> tuple[Note, str]:
    session = stories.held(cast, stories.started(cast), days_ago=1)
    note = notes.write(session=session, by=cast.mentee, words="first", visibility="private")
    return note, reverse("note_edit", args=[session.pk, note.pk])


def seen(client: Client, page: str) -> str:
    return str(client.get(page).context["form"]["seen"].value())


def test_the_second_tab_sees_both_notes_and_may_then_replace(cast: Cast, sign_in: SignIn) -> None:
    note, page = note_page(cast)
    client = sign_in(cast.mentee)
    began = seen(client, page)
    first = {"words": "FROM-ONE", "visibility": "private", "seen": began}
    second = {"words": "FROM-TWO", "visibility": "private", "seen": began}
    assert client.post(page, first).status_code == 302
    answer = client.post(page, second)
    assert answer.status_code == 200
    assert "FROM-ONE" in answer.text
    assert "FROM-TWO" in answer.text
    assert "changed while you were writing" in answer.text
    assert Note.objects.get().words == "FROM-ONE"
    again = {**second, "seen": answer.context["form"]["seen"].value()}
    assert client.post(page, again).status_code == 302
    assert Note.objects.get(pk=note.pk).words == "FROM-TWO"


def test_a_note_that_became_shared_meanwhile_counts_as_changed(cast: Cast) -> None:
    note, _page = note_page(cast)
    began = edit_conflict.of_note(note)
    notes.rewrite(note=note, by=cast.mentee, words="first", visibility="shared", seen=began)
    with pytest.raises(DomainError) as error:
        notes.rewrite(note=note, by=cast.mentee, words="x", visibility="private", seen=began)
    assert error.value.code == "changed_meanwhile"


def test_an_unchanged_note_is_saved_and_an_error_in_the_form_is_no_conflict(
    cast: Cast, sign_in: SignIn
) -> None:
    _note, page = note_page(cast)
    client = sign_in(cast.mentee)
    empty = {"words": "", "visibility": "private", "seen": seen(client, page)}
    assert client.post(page, empty).context["changed"] is False
    assert client.post(page, {**empty, "words": "second"}).status_code == 302
    assert Note.objects.get().words == "second"


def typed(session: MentoringSession, **more: str) -> dict[str, str]:
    with timezone.override("Europe/Oslo"):
        local = timezone.localtime(session.starts_at)
    values = {"day": f"{local:%Y-%m-%d}", "start": f"{local:%H:%M}", "minutes": "60"}
    return {**values, "mode": "video", "kind": "working", **more}


def test_both_change_one_agenda_and_the_slower_one_loses_nothing(
    cast: Cast, sign_in: SignIn
) -> None:
    session = stories.planned(cast, stories.started(cast))
    page = reverse("session_edit", args=[session.pk])
    mentor, mentee = sign_in(cast.mentor), sign_in(cast.mentee)
    began = {"mentor": seen(mentor, page), "mentee": seen(mentee, page)}
    assert began["mentor"] == began["mentee"]
    mentor.post(page, typed(session, agenda="MENTOR-WORDS", seen=began["mentor"]))
    mine = typed(session, agenda="MENTEE-WORDS", seen=began["mentee"])
    answer = mentee.post(page, mine)
    assert answer.status_code == 200
    assert "MENTOR-WORDS" in answer.text
    assert "MENTEE-WORDS" in answer.text
    assert MentoringSession.objects.get().agenda == "MENTOR-WORDS"
    merged = {**mine, "agenda": "BOTH", "seen": answer.context["form"]["seen"].value()}
    assert mentee.post(page, merged).status_code == 302
    assert MentoringSession.objects.get().agenda == "BOTH"


def test_filling_in_an_agenda_does_not_hide_a_change_made_meanwhile(
    cast: Cast, sign_in: SignIn
) -> None:
    session = stories.planned(cast, stories.started(cast))
    page = reverse("session_edit", args=[session.pk])
    client = sign_in(cast.mentee)
    began = seen(client, page)
    MentoringSession.objects.filter(pk=session.pk).update(mode="phone")
    form = client.post(page, typed(session, seen=began, use_agenda="working")).context["form"]
    assert form["seen"].value() == began
    assert client.post(page, typed(session, seen=began)).status_code == 200


@pytest.mark.parametrize("change", ["starts_at", "ends_at", "mode", "kind", "place", "agenda"])
def test_every_part_of_a_plan_makes_another_version(cast: Cast, change: str) -> None:
    session = stories.planned(cast, stories.started(cast))
    before = edit_conflict.of_session(session)
    assert edit_conflict.of_session(MentoringSession.objects.get()) == before
    old = getattr(session, change)
    setattr(session, change, f"{old}x" if isinstance(old, str) else old + timedelta(minutes=1))
    assert edit_conflict.of_session(session) != before


@pytest.mark.parametrize("words", ["x" * 65, "a\x00", "👩🏽‍💻"])
def test_a_made_up_version_overwrites_nothing(cast: Cast, sign_in: SignIn, words: str) -> None:
    _note, page = note_page(cast)
    data = {"words": "new", "visibility": "private", "seen": words}
    assert sign_in(cast.mentee).post(page, data).status_code == 200
    assert Note.objects.get().words == "first"
