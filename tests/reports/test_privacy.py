"""What must never reach a page from above: words of the two, who ended it, and confidences."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from core import clock, crypto
from core.fields import Confidential
from profiles.models import Avoid
from programs.models import Staff
from relationships.actions import endings, plans, proposals
from relationships.models import Closing, FollowUp, PhaseProposal, Relationship, Story
from sessions.actions import check_ins, notes
from sessions.models import Action, CheckIn, Note
from tests import confidences, stories
from tests.cast import Cast, SignIn

MARKER = "Zx-confidential-marker"


def pages(cast: Cast, pair: Relationship) -> list[str]:
    program = {"program": cast.program.pk}
    both = {**program, "relationship": pair.pk}
    every = [
        reverse(name, kwargs=program)
        for name in ("program_dashboard", "program_pairs", "program_attention")
    ]
    every += [reverse(name, kwargs=both) for name in ("pair_detail", "pair_end")]
    return [*every, f"{reverse('program_pairs', kwargs=program)}?status=concluded"]


def everything(client: Client, cast: Cast, pair: Relationship) -> Iterator[str]:
    """What a coordinator can read about the pair: pages and the export."""
    for url in pages(cast, pair):
        response = client.get(url)
        assert response.status_code == 200, url
        yield response.content.decode()
    yield export(client, cast)
    yield export(client, cast, status="concluded")


def export(client: Client, cast: Cast, **filters: str) -> str:
    url = reverse("program_pairs_export", kwargs={"program": cast.program.pk})
    response = client.post(url, filters)
    assert response.status_code == 200
    return response.content.decode()


def confidential_fields() -> Iterator[tuple[type[Any], str]]:
    for model in apps.get_models():
        if model._meta.app_label == "profiles":
            continue  # what a coordinator reads, on the page of the person
        for field in model._meta.concrete_fields:
            if isinstance(field, Confidential):
                yield model, field.name


def rich_pair(cast: Cast) -> Relationship:
    """In separation, with a row in every table that holds words written in confidence."""
    pair = stories.in_separation(cast)
    plans.move_goal(goal=pair.goals.get(), by=cast.mentee, progress=10, comment="-")
    stories.activity(cast, pair)
    stories.wanted_skill(cast, pair)
    stories.file(cast, pair)
    stories.support_note(cast, pair)
    Closing.objects.create(member=stories.membership(pair, "mentor"), thanked_at=clock.now())
    session = stories.planned(cast, pair)
    notes.write(session=session, by=cast.mentee, words="-", visibility="shared")
    notes.write(session=session, by=cast.mentee, words="-", visibility="private")
    mentor = stories.membership(pair, "mentor")
    notes.promise(relationship=pair, by=cast.mentee, owner=mentor, words="-", session=session)
    FollowUp.objects.create(member=mentor, lasting="much", contact="no", answered_at=clock.now())
    Story.objects.create(relationship=pair, written_by=mentor, written_at=clock.now())
    PhaseProposal.objects.create(
        relationship=pair,
        transition="begin_redefinition",
        proposed_by=mentor,
        proposed_at=clock.now() - timedelta(days=20),
    )
    return pair


def test_no_word_written_in_confidence_is_read_for_a_page_or_an_export(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = rich_pair(cast)
    for model, name in confidential_fields():
        rows = list(model.objects.all())
        if model.__module__.startswith(("relationships", "sessions")):
            assert rows, f"{model.__name__} has no row that could leak"
        for row in rows:
            setattr(row, name, confidences.planted(row, name, f"{MARKER} {name}"))
            row.save()
    assert Note.objects.count() == 2
    assert Action.objects.get().words == f"{MARKER} words"

    def unseal(sealed: bytes, place: str) -> str:
        raise AssertionError(f"{place} was opened")

    monkeypatch.setattr(crypto, "unseal", unseal)
    for text in everything(sign_in(cast.coordinator), cast, pair):
        assert MARKER not in text


def test_sealed_columns_are_not_even_asked_of_the_database(cast: Cast, sign_in: SignIn) -> None:
    pair = rich_pair(cast)
    client = sign_in(cast.coordinator)
    with CaptureQueriesContext(connection) as captured:
        list(everything(client, cast, pair))
    asked = " ".join(query["sql"] for query in captured)
    for model, name in confidential_fields():
        assert f'"{model._meta.db_table}"."{name}"' not in asked


def test_an_ending_without_fault_looks_the_same_whoever_ended_it(
    cast: Cast, sign_in: SignIn
) -> None:
    """Who asked for a talk stays with the coordinator, and does not tell who ended it."""
    seen = [ended_by(cast, "mentor")]
    cast.mentee, cast.mentee_enrollment = cast.second_mentee, cast.second_mentee_enrollment
    seen.append(ended_by(cast, "mentee"))
    shown = [without_names(sign_in(cast.coordinator).get(url).content.decode()) for url in seen]
    assert "No-fault ending" in shown[0]
    assert "nothing says who ended it" in shown[0]
    assert "Not a good fit" not in shown[0]
    assert shown[0] == shown[1]


def ended_by(cast: Cast, role: str) -> str:
    """The page of a pair that one of the two was unhappy with, and ended."""
    pair = stories.started(cast)
    unhappy = stories.membership(pair, role)
    check_ins.say_fit(membership=unhappy, fit="not_good")
    check_ins.ask_for_help(membership=stories.membership(pair, "mentee"))
    endings.end_no_fault(relationship=pair, by=unhappy.user)
    endings.wish(relationship=pair, by=unhappy.user, wish="leave")
    return reverse("pair_detail", kwargs={"program": cast.program.pk, "relationship": pair.pk})


def without_names(html: str) -> str:
    """The main part of a page, less what differs between any two pairs."""
    main = html[html.index("<main") : html.index("</main>")].replace("Second Mentee", "Mentee")
    main = main.replace("Second would", "Mentee would").replace(
        "Write to Second", "Write to Mentee"
    )
    faces = r'<span class="face .*?</span>|mailto:[^"]*|value="[0-9A-Za-z]+"'
    return re.sub(rf"{faces}|[0-9a-f]{{8}}-[0-9a-f-]+", "", main)


def test_a_declined_proposal_shows_no_name_either(cast: Cast, sign_in: SignIn) -> None:
    pair = stories.proposed(cast)
    proposals.decline(relationship=pair, by=cast.mentor)
    url = reverse("pair_detail", kwargs={"program": cast.program.pk, "relationship": pair.pk})
    html = sign_in(cast.coordinator).get(url).content.decode()
    assert "Proposal declined" in html
    assert "No answer yet from" not in html


def test_an_ending_by_the_safeguarding_contact_is_shown_as_administrative(
    cast: Cast, sign_in: SignIn
) -> None:
    pair = stories.started(cast)
    Relationship.objects.filter(pk=pair.pk).update(
        status="concluded", concluded_at=clock.now(), concluded_kind="safeguarding"
    )
    texts = list(everything(sign_in(cast.coordinator), cast, pair))
    assert not any("safeguarding" in text.lower() for text in texts)
    assert sum("Ended for administrative reasons" in text for text in texts) >= 3


def test_a_coordinator_in_the_pair_does_not_learn_what_the_partner_says_alone(
    cast: Cast, sign_in: SignIn
) -> None:
    Staff.objects.create(program=cast.program, user=cast.mentor)
    pair = stories.started(cast)
    mentee = stories.membership(pair, "mentee")
    check_ins.say_fit(membership=mentee, fit="not_good")
    check_ins.ask_for_help(membership=mentee)
    texts = [text.lower() for text in everything(sign_in(cast.coordinator), cast, pair)][:2]
    assert all("not a good fit" in text and "would like to talk" in text for text in texts)
    client = sign_in(cast.mentor)
    own_pages = [client.get(url).content.decode() for url in pages(cast, pair)[:4]]
    for text in own_pages:
        assert "answers “not a good fit”" not in text
        assert 'tag bad">not a good fit' not in text
        assert "Mentee would like to talk" not in text
        assert 'tag bad">would like to talk' not in text
    assert "How well they fit" not in own_pages[3]


def test_wishes_for_a_talk_go_away_after_thirty_days(cast: Cast, sign_in: SignIn) -> None:
    pair = stories.started(cast)
    check_ins.ask_for_help(membership=stories.membership(pair, "mentee"))
    client = sign_in(cast.coordinator)
    url = reverse("program_dashboard", kwargs={"program": cast.program.pk})
    assert "Mentee would like to talk" in client.get(url).content.decode()
    CheckIn.objects.update(answered_at=clock.now() - timedelta(days=30, hours=1))
    assert "would like to talk</a>" not in client.get(url).content.decode()


def test_the_avoid_list_is_nowhere(cast: Cast, sign_in: SignIn) -> None:
    pair = stories.started(cast)
    Avoid.objects.create(enrollment=cast.mentee_enrollment, user=cast.outsider)
    for text in everything(sign_in(cast.coordinator), cast, pair):
        assert "Outsider" not in text


# The export --------------------------------------------------------------------------------


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize(
    "name",
    ["=1+1", "+1", "-2+3", "@x", "\t=1", "\r=1", " =1", "＝1", "＋1", "＠x", "|calc", "%x"],
)
def test_no_name_becomes_a_formula_in_a_spreadsheet(cast: Cast, sign_in: SignIn, name: str) -> None:
    stories.started(cast)
    cast.mentee.full_name = name
    cast.mentee.save()
    [_heading, row] = rows_of(export(sign_in(cast.coordinator), cast))
    assert row[0] == f"'{name}"


def test_names_of_every_script_survive_the_export(cast: Cast, sign_in: SignIn) -> None:
    stories.started(cast)
    cast.mentee.full_name = 'Nguyễn "Bảo" Ł, ماريا 🙂'
    cast.mentee.save()
    text = export(sign_in(cast.coordinator), cast)
    assert text.startswith("\ufeff")
    [heading, row] = rows_of(text)
    assert len(heading) == len(row) == 13
    assert row[0] == cast.mentee.full_name


def test_the_export_holds_what_the_list_shows_and_is_noted(cast: Cast, sign_in: SignIn) -> None:
    pair = stories.ready_for_cultivation(cast)
    check_ins.say_fit(membership=stories.membership(pair, "mentee"), fit="not_good")
    check_ins.ask_for_help(membership=stories.membership(pair, "mentor"))
    client = sign_in(cast.coordinator)
    url = reverse("program_pairs_export", kwargs={"program": cast.program.pk})
    response = client.post(url, {"q": "Mentee"})
    today = f"{clock.today():%Y-%m-%d}"
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="pairs-leadership-{today}.csv"'
    [_heading, row] = rows_of(response.content.decode())
    assert row[:4] == ["Mentee", "Mentor", "Active", "Initiation"]
    assert row[6] == "2"
    assert row[9:] == ["yes", "1", "", ""]
    event = AuditEvent.objects.get(verb="pairs.exported")
    assert (event.actor, event.program_id) == (cast.coordinator, cast.program.pk)
    assert event.details == {"rows": 1, "filters": ["q"]}


def test_the_export_follows_the_filters(cast: Cast, sign_in: SignIn) -> None:
    stories.started(cast)
    client = sign_in(cast.coordinator)
    assert len(rows_of(export(client, cast, q="nobody"))) == 1
    assert len(rows_of(export(client, cast, phase="cultivation"))) == 1
    assert len(rows_of(export(client, cast, phase="initiation", q="\0mentor"))) == 2


def test_a_program_of_another_script_has_a_file_name_every_system_accepts(
    cast: Cast, sign_in: SignIn
) -> None:
    cast.program.name = 'Ментор "2026"\r\nX: y'
    cast.program.save()
    url = reverse("program_pairs_export", kwargs={"program": cast.program.pk})
    header = sign_in(cast.coordinator).post(url)["Content-Disposition"]
    assert header == f'attachment; filename="pairs-2026-x-y-{clock.today():%Y-%m-%d}.csv"'
