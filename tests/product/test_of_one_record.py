"""A row that names a relationship and a member names a member of that relationship."""

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from core.errors import DomainError
from relationships.actions import phases
from relationships.models import Membership, Relationship, TwoSided
from sessions.actions import notes
from tests import stories
from tests.cast import Cast


def pairs_of_columns() -> list[tuple[str, str]]:
    """Every table and column that points to a member or a session beside something of a record."""
    found = []
    for model in apps.get_models():
        fields = [field for field in model._meta.fields if field.related_model]
        members = [field for field in fields if field.related_model is Membership]
        others = [field for field in fields if of_a_record(field.related_model)]
        if members and (others or len(members) > 1) and model is not Membership:
            found += [(model._meta.db_table, field.column) for field in members]
    return found


def of_a_record(model: Any) -> bool:
    if model is Membership:
        return False
    return model is Relationship or any(
        field.related_model is Relationship for field in model._meta.fields
    )


@pytest.mark.parametrize(("table", "column"), pairs_of_columns())
def test_the_database_refuses_a_member_of_another_record(db: None, table: str, column: str) -> None:
    """A constraint over both columns, or a trigger that compares."""
    name = f"{table}_{column}_of_one"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_constraint WHERE conname = ANY(%s)",
            [[name[:63], f"{table}_giver_id_of_one"]],
        )
        assert cursor.fetchone()[0] >= 1


def other_member(cast: Cast) -> Membership:
    other = stories.another_pair(cast, mentor=cast.mentor)
    return stories.membership(other, "mentee")


def refused(row: Model, **changes: object) -> None:
    def change() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            type(row)._default_manager.filter(pk=row.pk).update(**changes)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError):
        change()


def test_a_promise_of_somebody_else_is_refused_by_the_action_and_the_database(cast: Cast) -> None:
    relationship, stranger = stories.started(cast), other_member(cast)
    with pytest.raises(DomainError, match="does not belong"):
        notes.promise(relationship=relationship, by=cast.mentee, owner=stranger, words="-")
    own = stories.membership(relationship, "mentee")
    action = notes.promise(relationship=relationship, by=cast.mentee, owner=own, words="-")
    refused(action, owner=stranger)


def test_rows_about_a_session_name_its_own_members(cast: Cast) -> None:
    relationship, stranger = stories.started(cast), other_member(cast)
    session = stories.held(cast, relationship, 1)
    note = notes.write(session=session, by=cast.mentee, words="-", visibility="private")
    refused(note, author=stranger)
    refused(session, planned_by=stranger)
    refused(stories.goal(cast, relationship), owner=stranger)


def test_a_stranger_is_not_among_those_who_agree(cast: Cast) -> None:
    relationship, stranger = stories.ready_for_cultivation(cast), other_member(cast)
    mine = stories.membership(relationship, "mentee")
    phases.propose(relationship=relationship, transition="begin_cultivation", by=cast.mentee)
    for model in TwoSided.__subclasses__():
        row = model._default_manager.filter(relationship=relationship)[0]
        refused(row, agreed=[mine.pk, stranger.pk])


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE accounts_auditevent CASCADE",
        "TRUNCATE relationships_historyentry CASCADE",
        "TRUNCATE accounts_user CASCADE",
    ],
)
def test_what_is_append_only_survives_truncate(db: None, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL mentoring.may_truncate = 'off'")
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute(statement)
