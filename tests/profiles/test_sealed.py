"""What people tell a program in their own words is sealed in the database, and still works."""

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core.fields import Confidential
from matching import pool
from profiles.models import Answer, Avoid, Enrollment
from programs.models import Question
from tests.cast import Cast, SignIn, enroll, make_user
from tests.product.test_privacy_of_the_pair import dump

WORDS = "Zq-in-my-own-words"
ANSWERS = [WORDS, 0, 7, "", [], [WORDS, "ä"]]


def write(cast: Cast) -> Enrollment:
    mine = cast.mentee_enrollment
    mine.expectations = mine.ideal_partner = WORDS
    mine.save()
    for number, value in enumerate(ANSWERS):
        question = Question.objects.create(
            program=cast.program, text=f"Question {number}", kind="text", position=number
        )
        Answer.objects.create(enrollment=mine, question=question, value=value)
    Avoid.objects.create(enrollment=mine, user=cast.outsider)
    return mine


def test_every_column_of_words_in_an_enrollment_is_sealed() -> None:
    """Texts that are read by all (what a skill or a fee is) are named; any other one is sealed."""
    known = {"Enrollment.fee_terms", "Enrollment.travel_terms", "Invitation.words"}
    texts = {
        f"{model.__name__}.{column.name}"
        for model in apps.get_app_config("profiles").get_models()
        for column in model._meta.concrete_fields
        if column.get_internal_type() in {"TextField", "JSONField"}
        and not isinstance(column, Confidential)
    }
    assert texts <= known


def test_what_was_answered_reads_as_before(cast: Cast) -> None:
    mine = Enrollment.objects.get(pk=write(cast).pk)
    assert (mine.expectations, mine.ideal_partner) == (WORDS, WORDS)
    answers = mine.answers.order_by("question__position")
    assert [answer.value for answer in answers] == ANSWERS
    assert mine.avoided == [cast.outsider]


def test_a_dump_holds_neither_the_words_nor_whom_somebody_avoids(cast: Cast) -> None:
    write(cast)
    tables = [dump(name) for name in connection.introspection.table_names()]
    assert not [text for text in tables if WORDS in text or WORDS.encode().hex() in text]
    columns = {column.name for column in Avoid._meta.concrete_fields}
    assert columns == {"id", "created_at", "enrollment", "person"}


def test_the_matching_still_knows_whom_somebody_avoids_in_one_query(cast: Cast) -> None:
    write(cast)
    for number in range(30):
        one = enroll(make_user(f"p{number}"), cast.program, "mentee")
        Avoid.objects.create(enrollment=one, user=cast.mentor)
    with CaptureQueriesContext(connection) as queries:
        couples = set(pool._avoiding(cast.program))
    assert (cast.mentee.pk, cast.outsider.pk) in couples
    assert len(couples) == 31
    assert len(queries) == 1


@pytest.mark.parametrize("reader", ["coordinator", "hr", "mentor", "outsider"])
def test_nobody_reads_whom_somebody_avoids(cast: Cast, sign_in: SignIn, reader: str) -> None:
    mine = write(cast)
    User.objects.filter(pk=cast.outsider.pk).update(full_name="Zora Quist")
    program = cast.program.pk
    pages = [("enrollment_review", [program, mine.pk]), ("program_people", [program])]
    for route, place in pages:
        page = sign_in(getattr(cast, reader)).get(reverse(route, args=place)).text
        assert "Zora Quist" not in page or reader == "outsider"
