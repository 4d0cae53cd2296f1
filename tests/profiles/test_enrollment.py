"""Taking part in a program: the way in, the form, the decision, leaving."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AuditEvent, User
from core import clock
from core.errors import DomainError
from notifications import kinds
from notifications.models import Message
from profiles import actions
from profiles.letters import enrollment as letters
from profiles.models import Answer, Avoid, Enrollment, EnrollmentSkill
from profiles.profile_data import Profile
from profiles.queries import enrollments_of
from programs.models import Program, Question, Side
from tests import confirming, stories
from tests.cast import enroll, make_skill, make_user


def form_data(**changes: object) -> dict[str, object]:
    """A complete mentee form; ``changes`` replace or (None) leave out fields."""
    values = {
        "situations": ["newly_promoted"],
        "expectations": "Honest feedback",
        "wanted_1_skill": str(make_skill("Giving feedback").pk),
        "wanted_1_level": "1",
        "wanted_1_target": "3",
        "learning_focus": ["leadership"],
        "languages": ["en"],
        "channels": ["video"],
        "availability": ["mon_am", "tue_pm"],
        "minutes_per_month": "60",
        "ready": "on",
        "committed": "on",
        "action": "send",
    }
    return {name: value for name, value in {**values, **changes}.items() if value is not None}


def mentor_data(**changes: object) -> dict[str, object]:
    leave_out = dict.fromkeys(("wanted_1_skill", "wanted_1_level", "wanted_1_target", "ready"))
    offered = {
        "offered_1_skill": str(make_skill("Giving feedback").pk),
        "offered_1_level": "3",
        "capacity": "2",
    }
    return form_data(**{**leave_out, **offered, **changes})


def undecided(user: User, program: Program, role: str, **fields: object) -> Enrollment:
    """An enrollment that nobody has decided on."""
    values = {"status": "submitted", "decided_at": None, "decided_by": None, **fields}
    return enroll(user, program, role, **values)


def enroll_url(program: Program, role: str = "mentee") -> str:
    return reverse("enroll", args=[program.join_token, role])


def errors(answer) -> list[str]:
    assert answer.status_code == 200
    return list(answer.context["form"].errors)


@pytest.fixture
def waiting(cast) -> Enrollment:
    """The outsider has sent an enrollment as mentee."""
    return undecided(cast.outsider, cast.program, Side.MENTEE)


# The way in ----------------------------------------------------------------------------------


def test_anybody_with_the_link_reads_what_the_program_is(cast, client):
    page = client.get(reverse("join", args=[cast.program.join_token]))
    assert page.status_code == 200
    text = page.content.decode()
    assert enroll_url(cast.program, "mentor") in text
    assert "?next=" + enroll_url(cast.program) in text


@pytest.mark.parametrize("token", ["unknown", "x" * 2000, "%00", "..%2f", "🌱"])
def test_an_unknown_link_is_a_friendly_404(cast, client, sign_in, token):
    for browser in (client, sign_in(cast.mentee)):
        answer = browser.get(f"/join/{token}/")
        assert answer.status_code == 404
    assert sign_in(cast.mentee).get(f"/join/{token}/mentee/").status_code == 404
    assert b"This link does not work" in client.get("/join/unknown/").content


def test_the_form_asks_to_sign_in_and_comes_back(cast, client):
    answer = client.get(enroll_url(cast.program))
    assert answer.status_code == 302
    assert answer.url.endswith(f"?next={enroll_url(cast.program)}")


def test_an_unknown_role_is_not_found(cast, sign_in):
    assert sign_in(cast.outsider).get(enroll_url(cast.program, "boss")).status_code == 404


def test_after_closing_nobody_joins_and_everybody_is_told(cast, client, sign_in):
    Program.objects.filter(pk=cast.program.pk).update(status="running")
    page = client.get(reverse("join", args=[cast.program.join_token])).content.decode()
    assert "Enrollment is closed" in page
    assert enroll_url(cast.program) not in page
    answer = sign_in(cast.outsider).post(enroll_url(cast.program), form_data(), follow=True)
    assert "Enrollment in this program is closed." in answer.content.decode()
    assert not Enrollment.objects.filter(user=cast.outsider).exists()


@pytest.mark.parametrize(("days", "opened"), [(0, True), (-1, False)])
def test_the_last_day_to_join_still_counts(cast, client, days, opened):
    cast.program.enrollment_closes_on = clock.today() + timedelta(days=days)
    cast.program.save()
    page = client.get(reverse("join", args=[cast.program.join_token])).content.decode()
    assert (enroll_url(cast.program) in page) is opened


def test_the_link_leads_those_inside_to_their_own_enrollment(cast, sign_in):
    page = sign_in(cast.mentee).get(reverse("join", args=[cast.program.join_token]))
    text = page.content.decode()
    assert reverse("enrollment_detail", args=[cast.mentee_enrollment.pk]) in text
    assert enroll_url(cast.program, "mentor") in text
    assert enroll_url(cast.program, "mentee") not in text


# The form ------------------------------------------------------------------------------------


def test_a_mentee_enrolls_and_everything_is_stored(cast, sign_in):
    question = Question.objects.create(program=cast.program, text="Aim?", required=True)
    data = form_data(
        **{
            f"question_{question.pk.hex}": "To lead",
            "offered_1_skill": str(make_skill("Programming").pk),
            "offered_1_level": "4",
            "avoid": "MENTOR@example.org\nLine Manager",
            "field_preference": "different",
        }
    )
    answer = sign_in(cast.outsider).post(enroll_url(cast.program), data)
    found = Enrollment.objects.get(user=cast.outsider)
    assert answer.url == reverse("enrollment_detail", args=[found.pk])
    assert (found.status, found.role, found.field_preference) == (
        "submitted",
        "mentee",
        "different",
    )
    assert (found.situations, found.availability) == (["newly_promoted"], ["mon_am", "tue_pm"])
    assert sorted(found.skills.values_list("skill__name", "direction", "level", "target")) == [
        ("Giving feedback", "wanted", 1, 3),
        ("Programming", "offered", 4, None),
    ]
    assert found.answers.get().value == "To lead"
    assert {avoid.user for avoid in found.avoids.all()} == {cast.mentor, cast.line_manager}


def test_a_mentor_enrolls_with_skills_and_capacity(cast, sign_in):
    sign_in(cast.outsider).post(enroll_url(cast.program, "mentor"), mentor_data())
    found = Enrollment.objects.get(user=cast.outsider)
    assert (found.role, found.capacity, found.status) == ("mentor", 2, "submitted")
    assert found.skills.get().direction == "offered"


def test_somebody_may_be_mentor_and_mentee_in_one_program(cast, sign_in):
    client = sign_in(cast.outsider)
    client.post(enroll_url(cast.program), form_data())
    client.post(enroll_url(cast.program, "mentor"), mentor_data())
    assert [row.role for row in enrollments_of(cast.outsider)] == ["mentee", "mentor"]


@pytest.mark.parametrize("field", ["ready", "committed"])
def test_a_mentee_who_is_not_ready_is_asked_to_join_later(cast, sign_in, field):
    answer = sign_in(cast.outsider).post(enroll_url(cast.program), form_data(**{field: None}))
    assert errors(answer) == [field]


BAD = [
    ("expectations", {"expectations": None}),
    ("expectations", {"expectations": "x" * 1_000_000}),
    ("expectations", {"expectations": "a\0b"}),
    ("situations", {"situations": []}),
    ("situations", {"situations": ["newly_promoted", "org_change", "other"]}),
    ("situations", {"situations": ["astronaut"]}),
    ("learning_focus", {"learning_focus": ["leadership", "career", "network", "balance"]}),
    ("languages", {"languages": None}),
    ("channels", {"channels": ["telepathy"]}),
    ("availability", {"availability": None}),
    ("minutes_per_month", {"minutes_per_month": "5"}),
    ("minutes_per_month", {"minutes_per_month": "1e9"}),
    ("field_preference", {"field_preference": "mars"}),
    ("wanted_1_skill", {"wanted_1_skill": None, "wanted_1_level": None, "wanted_1_target": None}),
    ("wanted_1_skill", {"wanted_1_skill": "00000000-0000-0000-0000-000000000000"}),
    ("wanted_1_skill", {"wanted_1_skill": "a\0b"}),
    ("wanted_1_level", {"wanted_1_level": None}),
    ("wanted_1_target", {"wanted_1_target": "1"}),
    ("wanted_1_target", {"wanted_1_target": None}),
    ("wanted_2_skill", {"wanted_2_level": "1"}),
    ("offered_1_level", {"offered_1_skill": "SKILL"}),
    ("avoid", {"avoid": "nobody@example.org"}),
    ("avoid", {"avoid": "\n".join(f"p{n}@example.org" for n in range(11))}),
    ("avoid", {"avoid": "a\0b"}),
    ("avoid", {"avoid": "x" * 1_000_000}),
    ("avoid", {"avoid": "Outsider"}),
    ("avoid", {"avoid": "mentor@example.org\nOUTSIDER@example.org"}),
]


@pytest.mark.parametrize(("field", "changes"), BAD)
def test_a_wrong_answer_is_explained_where_it_stands(cast, sign_in, field, changes):
    skill = str(make_skill("Programming").pk)
    changes = {name: skill if value == "SKILL" else value for name, value in changes.items()}
    answer = sign_in(cast.outsider).post(enroll_url(cast.program), form_data(**changes))
    assert errors(answer) == [field]
    assert not Enrollment.objects.filter(user=cast.outsider).exists()


def test_an_empty_form_names_everything_that_is_missing_at_once(cast, sign_in):
    answer = sign_in(cast.outsider).post(enroll_url(cast.program), {"action": "send"})
    assert {"situations", "wanted_1_skill", "languages", "ready"} <= set(errors(answer))


def test_the_same_skill_twice_is_refused(cast, sign_in):
    skill = str(make_skill("Giving feedback").pk)
    data = form_data(wanted_2_skill=skill, wanted_2_level="0", wanted_2_target="1")
    assert errors(sign_in(cast.outsider).post(enroll_url(cast.program), data)) == ["wanted_2_skill"]


def test_an_error_keeps_everything_that_was_typed(cast, sign_in):
    data = form_data(expectations="تعليقات صادقة 🌱", avoid="nobody", ready=None)
    answer = sign_in(cast.outsider).post(enroll_url(cast.program), data)
    form = answer.context["form"]
    assert form["expectations"].value() == "تعليقات صادقة 🌱"
    assert form["avoid"].value() == "nobody"
    assert form["wanted_1_target"].value() == "3"
    assert form["availability"].value() == ["mon_am", "tue_pm"]


def test_two_people_of_one_name_must_be_told_apart(cast, sign_in):
    User.objects.filter(pk=make_user("second").pk).update(full_name="Mentor")
    answer = sign_in(cast.outsider).post(enroll_url(cast.program), form_data(avoid="Mentor"))
    assert "Several people are called" in str(answer.context["form"].errors["avoid"])


@pytest.mark.parametrize("capacity", ["0", "4", "-1", "many"])
def test_a_mentor_takes_one_to_three_mentees(cast, sign_in, capacity):
    url = enroll_url(cast.program, "mentor")
    answer = sign_in(cast.outsider).post(url, mentor_data(capacity=capacity))
    assert errors(answer) == ["capacity"]


@pytest.mark.parametrize(
    ("kind", "choices", "typed", "stored"),
    [
        ("short_text", [], "Yes", "Yes"),
        ("long_text", [], "Line\r\nline", "Line\nline"),
        ("one_choice", ["A", "B"], "B", "B"),
        ("several", ["A", "B", "C"], ["A", "C"], ["A", "C"]),
        ("scale", [], "4", 4),
    ],
)
def test_each_kind_of_question_takes_its_answer(cast, sign_in, kind, choices, typed, stored):
    question = Question.objects.create(
        program=cast.program, text="?", kind=kind, choices=choices, required=True
    )
    name = f"question_{question.pk.hex}"
    client = sign_in(cast.outsider)
    assert errors(client.post(enroll_url(cast.program), form_data())) == [name]
    client.post(enroll_url(cast.program), form_data(**{name: typed}))
    value = Answer.objects.get(question=question).value
    assert (value.replace("\r\n", "\n") if isinstance(value, str) else value) == stored


def test_a_question_for_mentors_is_not_asked_of_mentees(cast, sign_in):
    question = Question.objects.create(program=cast.program, text="Only mentors", audience="mentor")
    page = sign_in(cast.outsider).get(enroll_url(cast.program)).content.decode()
    assert question.pk.hex not in page
    page = sign_in(cast.outsider).get(enroll_url(cast.program, "mentor")).content.decode()
    assert question.pk.hex in page


def test_every_confidential_field_says_who_reads_it(cast, sign_in):
    form = sign_in(cast.outsider).get(enroll_url(cast.program)).context["form"]
    readers = {name: getattr(field, "readers", None) for name, field in form.fields.items()}
    assert readers["avoid"] == "nobody"
    assert (readers["expectations"], readers["situations"]) == ("coordinator", "matching")


def test_the_words_of_a_question_are_never_markup(cast, sign_in):
    Question.objects.create(program=cast.program, text="<b>One</b>", help_text="<i>Two</i>")
    page = sign_in(cast.outsider).get(enroll_url(cast.program)).content.decode()
    assert "&lt;b&gt;One" in page
    assert "&lt;i&gt;Two" in page
    assert "<b>One" not in page
    assert "<i>Two" not in page


# Drafts and sending twice ---------------------------------------------------------------------


def test_a_draft_keeps_what_was_typed_and_is_finished_later(cast, sign_in):
    client = sign_in(cast.outsider)
    data = form_data(ready=None, committed=None, situations=None, action="save", avoid="Mentor")
    client.post(enroll_url(cast.program), data)
    draft = Enrollment.objects.get(user=cast.outsider)
    assert (draft.status, draft.submitted_at) == ("draft", None)
    form = client.get(reverse("enrollment_edit", args=[draft.pk])).context["form"]
    assert form["expectations"].value() == "Honest feedback"
    assert form["wanted_1_level"].value() == 1
    assert form["avoid"].value() == "mentor@example.org"
    assert form["ready"].value() is False
    client.post(reverse("enrollment_edit", args=[draft.pk]), form_data())
    draft.refresh_from_db()
    assert draft.status == "submitted"


def test_an_empty_draft_is_welcome(cast, sign_in):
    sign_in(cast.outsider).post(enroll_url(cast.program), {"action": "save"})
    assert Enrollment.objects.get(user=cast.outsider).status == "draft"


def test_a_draft_still_refuses_what_cannot_be_stored(cast, sign_in):
    data = {"action": "save", "avoid": "nobody@example.org", "wanted_1_level": "1"}
    found = errors(sign_in(cast.outsider).post(enroll_url(cast.program), data))
    assert set(found) == {"avoid", "wanted_1_skill"}


def test_sending_twice_gives_one_row(cast, sign_in):
    client = sign_in(cast.outsider)
    for _press in range(2):
        client.post(enroll_url(cast.program), form_data())
    found = Enrollment.objects.get(user=cast.outsider)
    assert EnrollmentSkill.objects.filter(enrollment=found).count() == 1
    assert Message.objects.filter(kind="profiles.submitted").count() == 1


def test_a_sent_enrollment_cannot_fall_back_to_a_draft(cast, sign_in, waiting):
    data = form_data(action="save", expectations="Changed")
    answer = sign_in(cast.outsider).post(enroll_url(cast.program), data)
    assert errors(answer) == ["__all__"]
    waiting.refresh_from_db()
    assert (waiting.status, waiting.expectations) == ("submitted", "")


def test_what_was_sent_in_time_can_be_corrected_after_closing(cast, sign_in, waiting):
    Program.objects.filter(pk=cast.program.pk).update(status="running")
    url = reverse("enrollment_edit", args=[waiting.pk])
    sign_in(cast.outsider).post(url, form_data(expectations="Better words"))
    waiting.refresh_from_db()
    assert waiting.expectations == "Better words"


# After approval ------------------------------------------------------------------------------


def practical(**changes: object) -> dict[str, object]:
    values = {"languages": ["en"], "channels": ["phone"], "availability": ["fri_pm"]}
    return {**values, "minutes_per_month": "90", "capacity": "3", "avoid": "", **changes}


def test_an_approved_mentor_changes_time_and_capacity_only(cast, sign_in):
    url = reverse("enrollment_edit", args=[cast.mentor_enrollment.pk])
    sign_in(cast.mentor).post(url, practical(learning_focus=["network"], avoid="outsider"))
    found = Enrollment.objects.get(pk=cast.mentor_enrollment.pk)
    assert (found.capacity, found.availability, found.status) == (3, ["fri_pm"], "approved")
    assert found.learning_focus == ["leadership"]
    assert found.avoids.get().user == cast.outsider


@pytest.mark.parametrize("capacity", ["0", "4", "x"])
def test_capacity_stays_within_bounds_after_approval(cast, sign_in, capacity):
    url = reverse("enrollment_edit", args=[cast.mentor_enrollment.pk])
    assert errors(sign_in(cast.mentor).post(url, practical(capacity=capacity))) == ["capacity"]


def propose_both(cast) -> None:
    from relationships.actions.proposals import propose

    for mentee in (cast.mentee_enrollment, cast.second_mentee_enrollment):
        propose(
            program=cast.program,
            mentor=cast.mentor_enrollment,
            mentee=mentee,
            reasons=[],
            by=cast.coordinator,
        )


def test_capacity_never_falls_below_the_places_in_use(cast, sign_in):
    propose_both(cast)
    url = reverse("enrollment_edit", args=[cast.mentor_enrollment.pk])
    answer = sign_in(cast.mentor).post(url, practical(capacity="1"))
    assert "You can lower this to 2 for now" in str(answer.context["form"].errors)
    sign_in(cast.mentor).post(url, practical(capacity="2"))
    cast.mentor_enrollment.refresh_from_db()
    assert cast.mentor_enrollment.channels == ["phone"]


def test_an_approved_person_cannot_send_the_whole_form_again(cast, sign_in):
    answer = sign_in(cast.mentee).post(enroll_url(cast.program), form_data(), follow=True)
    assert "You are already approved" in answer.content.decode()
    cast.mentee_enrollment.refresh_from_db()
    assert cast.mentee_enrollment.status == "approved"


# Leaving -------------------------------------------------------------------------------------


def test_somebody_without_a_relationship_can_leave_and_come_back(cast, sign_in):
    client, mine = sign_in(cast.mentee), cast.mentee_enrollment
    confirming.press(client, reverse("enrollment_withdraw", args=[mine.pk]))
    mine.refresh_from_db()
    assert mine.status == "withdrawn"
    client.post(enroll_url(cast.program), form_data())
    mine.refresh_from_db()
    assert (mine.status, mine.decided_by) == ("submitted", None)


@pytest.mark.parametrize("route", ["enrollment_detail", "enrollment_edit", "enrollment_withdraw"])
def test_an_enrollment_belongs_to_its_author_alone(cast, client, sign_in, route):
    url = reverse(route, args=[cast.mentee_enrollment.pk])
    method = "post" if route == "enrollment_withdraw" else "get"
    assert getattr(client, method)(url).status_code == 302
    others = {name: user for name, user in cast.users().items() if name != "mentee"}
    found = {name: getattr(sign_in(u), method)(url).status_code for name, u in others.items()}
    assert found == dict.fromkeys(others, 404)
    assert sign_in(cast.mentee).put(url).status_code == 405


def test_the_page_of_an_enrollment_says_where_it_stands(cast, sign_in, waiting):
    page = sign_in(cast.outsider).get(reverse("enrollment_detail", args=[waiting.pk]))
    assert "decide who takes part" in page.content.decode()
    assert str(cast.coordinator) in page.content.decode()


# Deciding ------------------------------------------------------------------------------------


def test_the_coordinator_approves_and_the_person_is_told(cast, sign_in, waiting):
    url = reverse("enrollment_approve", args=[cast.program.pk, waiting.pk])
    sign_in(cast.coordinator).post(url)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.decided_by) == ("approved", cast.coordinator)
    message = Message.objects.get(kind="profiles.approved")
    letter = kinds.get("profiles.approved").compose(message)
    assert (message.recipient, letter.subject) == (
        cast.outsider,
        "You have been approved for Leadership",
    )
    assert AuditEvent.objects.filter(verb="enrollment.approved", actor=cast.coordinator).exists()


def test_a_refusal_is_kind_and_can_be_taken_back(cast, sign_in, waiting):
    client = sign_in(cast.coordinator)
    confirming.press(client, reverse("enrollment_decline", args=[cast.program.pk, waiting.pk]))
    letter = letters.declined(Message.objects.get(kind="profiles.declined"))
    assert "cannot give you a place" in " ".join(letter.paragraphs)
    client.post(reverse("enrollment_approve", args=[cast.program.pk, waiting.pk]))
    waiting.refresh_from_db()
    assert waiting.status == "approved"
    assert letters.declined(Message.objects.get(kind="profiles.declined")) is None


def test_approving_twice_sends_one_letter(cast, waiting):
    actions.approve(enrollment=waiting, by=cast.hr)
    with pytest.raises(DomainError, match="in the meantime"):
        actions.approve(enrollment=waiting, by=cast.coordinator)
    assert Message.objects.filter(kind="profiles.approved").count() == 1


def test_many_are_approved_at_once_and_only_those_who_wait_here(cast, sign_in, waiting):
    elsewhere = undecided(cast.outsider, cast.other_program, Side.MENTOR)
    ticked = [waiting.pk, elsewhere.pk, cast.mentee_enrollment.pk, "no id", "a\0b"]
    url = reverse("program_people_approve", args=[cast.program.pk])
    page = sign_in(cast.coordinator).post(url, {"enrollment": ticked}, follow=True)
    assert "One person is approved" in page.content.decode()
    elsewhere.refresh_from_db()
    assert elsewhere.status == "submitted"


def test_ticking_nobody_is_explained(cast, sign_in):
    url = reverse("program_people_approve", args=[cast.program.pk])
    page = sign_in(cast.coordinator).post(url, follow=True)
    assert "Nobody is selected" in page.content.decode()


def test_the_review_shows_the_answers_but_never_whom_somebody_avoids(cast, sign_in, waiting):
    Avoid.objects.create(enrollment=waiting, user=cast.line_manager)
    waiting.expectations = "Honest feedback\non how I lead"
    waiting.save()
    for user in (cast.coordinator, cast.hr):
        client = sign_in(user)
        for url in (
            reverse("enrollment_review", args=[cast.program.pk, waiting.pk]),
            reverse("program_people", args=[cast.program.pk]),
        ):
            page = client.get(url).content.decode()
            assert "Line Manager" not in page
            assert "line-manager@" not in page
    page = sign_in(cast.coordinator).get(
        reverse("enrollment_review", args=[cast.program.pk, waiting.pk])
    )
    assert "on how I lead" in page.content.decode()


def test_a_draft_stays_with_its_author(cast, sign_in):
    draft = undecided(
        cast.outsider, cast.program, Side.MENTEE, status="draft", expectations="My secret aim"
    )
    client = sign_in(cast.coordinator)
    assert (
        client.get(reverse("enrollment_review", args=[cast.program.pk, draft.pk])).status_code
        == 404
    )
    page = client.get(reverse("program_people", args=[cast.program.pk]) + "?status=draft")
    assert "Outsider" in page.content.decode()
    assert "My secret aim" not in page.content.decode()


@pytest.mark.parametrize(
    "query", ["q=%00", "q=" + "x" * 5000, "status=odd&role=odd&page=-1", "q=💡"]
)
def test_odd_searches_are_harmless(cast, sign_in, query):
    url = reverse("program_people", args=[cast.program.pk])
    assert sign_in(cast.coordinator).get(f"{url}?{query}").status_code == 200


def test_people_are_found_by_name_and_role(cast, sign_in):
    url = reverse("program_people", args=[cast.program.pk])
    page = sign_in(cast.coordinator).get(f"{url}?status=approved&q=second&role=mentee")
    assert [row.user for row, *_rest in page.context["rows"]] == [cast.second_mentee]


def test_only_those_who_look_after_the_program_see_its_people(cast, client, sign_in, waiting):
    pages = [
        ("get", "program_people", [cast.program.pk]),
        ("post", "program_people_approve", [cast.program.pk]),
        ("get", "enrollment_review", [cast.program.pk, waiting.pk]),
        ("post", "enrollment_approve", [cast.program.pk, waiting.pk]),
        ("post", "enrollment_decline", [cast.program.pk, waiting.pk]),
        ("get", "program_preview", [cast.program.pk, "mentee"]),
    ]
    for method, route, args in pages:
        url = reverse(route, args=args)
        assert getattr(client, method)(url).status_code == 302
        for user in (cast.mentor, cast.mentee, cast.outsider, cast.other_coordinator):
            assert getattr(sign_in(user), method)(url).status_code == 404
        assert sign_in(cast.coordinator).delete(url).status_code == 405
    waiting.refresh_from_db()
    assert waiting.status == "submitted"


def test_an_enrollment_of_another_program_is_not_found(cast, sign_in, waiting):
    client = sign_in(cast.coordinator)
    args = [cast.other_program.pk, waiting.pk]
    assert client.get(reverse("enrollment_review", args=args)).status_code == 404
    assert client.post(reverse("enrollment_approve", args=args)).status_code == 404


def test_the_preview_is_the_form_people_see_and_cannot_be_sent(cast, sign_in):
    Question.objects.create(program=cast.program, text="What is your aim?")
    preview = sign_in(cast.coordinator).get(
        reverse("program_preview", args=[cast.program.pk, "mentee"])
    )
    real = sign_in(cast.outsider).get(enroll_url(cast.program))
    assert list(preview.context["form"].fields) == list(real.context["form"].fields)
    assert "What is your aim?" in preview.content.decode()
    assert '<fieldset class="sheet" disabled>' in preview.content.decode()
    wrong = reverse("program_preview", args=[cast.program.pk, "boss"])
    assert sign_in(cast.coordinator).get(wrong).status_code == 404


# Letters -------------------------------------------------------------------------------------


def test_coordinators_hear_of_new_people_once_a_morning(cast, sign_in):
    people = [make_user(f"new-{number}") for number in range(3)]
    with time_machine.travel(datetime(2026, 11, 2, 5, 0, tzinfo=UTC), tick=False):
        for person in people[:2]:
            actions.submit(
                program=cast.program, role="mentee", profile=Profile(values={}), by=person
            )
    with time_machine.travel(datetime(2026, 11, 2, 12, 0, tzinfo=UTC), tick=False):
        actions.submit(program=cast.program, role="mentee", profile=Profile({}), by=people[2])
    due = Message.objects.filter(kind="profiles.submitted").order_by("due_at")
    assert [(m.recipient, m.due_at.isoformat()) for m in due] == [
        (cast.coordinator, "2026-11-02T08:00:00+00:00"),
        (cast.coordinator, "2026-11-03T08:00:00+00:00"),
    ]
    assert "3 people are waiting" in letters.submitted(due[0]).subject
    Enrollment.objects.filter(status="submitted").update(status="withdrawn")
    assert letters.submitted(due[0]) is None


# As many queries at 30 rows as at one ---------------------------------------------------------


def test_people_and_review_cost_the_same_with_thirty_rows(
    cast, sign_in, waiting, django_assert_max_num_queries
):
    client = sign_in(cast.coordinator)
    urls = [
        reverse("program_people", args=[cast.program.pk]),
        reverse("enrollment_review", args=[cast.program.pk, waiting.pk]),
    ]

    def cost() -> list[int]:
        found = []
        for url in urls:
            client.get(url)  # the first look of a day is written down
            with django_assert_max_num_queries(15) as queries:
                assert client.get(url).status_code == 200
            found.append(len(queries))
        return found

    answer_everything(waiting, 1)
    few = cost()
    for number in range(30):
        person = make_user(f"more-{number}", unit=cast.unit)
        more = undecided(person, cast.program, Side.MENTEE)
        answer_everything(more, 3)
    answer_everything(waiting, 5)
    assert cost() == few


def test_the_form_costs_the_same_with_many_skills(cast, sign_in, django_assert_max_num_queries):
    client, url = sign_in(cast.outsider), enroll_url(cast.program)
    make_skill("One")
    with django_assert_max_num_queries(12) as few:
        client.get(url)
    for number in range(30):
        make_skill(f"Skill {number}", area=f"Area {number % 4}")
        Question.objects.create(program=cast.program, text=f"Question {number}")
    with django_assert_max_num_queries(12) as many:
        client.get(url)
    assert len(many) == len(few)


def answer_everything(enrollment: Enrollment, count: int) -> None:
    for number in range(count):
        skill = make_skill(f"Skill {number}")
        EnrollmentSkill.objects.get_or_create(
            enrollment=enrollment, skill=skill, direction="offered", defaults={"level": 2}
        )
        question, _made = Question.objects.get_or_create(
            program=enrollment.program, text=f"Question {number}"
        )
        Answer.objects.get_or_create(
            enrollment=enrollment, question=question, defaults={"value": "Yes"}
        )


@pytest.mark.parametrize("side", ["mentor", "mentee"])
@pytest.mark.parametrize("choice", ["requests", "wishes", "coordinator"])
def test_who_takes_the_next_step_is_said_as_the_program_has_it(cast, sign_in, choice, side):
    stories.let_mentees(cast.program, choice)
    Enrollment.objects.update(status="submitted", decided_at=None, decided_by=None)
    row = getattr(cast, f"{side}_enrollment")
    row.refresh_from_db()
    actions.approve(enrollment=row, by=cast.coordinator)
    page = sign_in(row.user).get(reverse("enrollment_detail", args=[row.pk])).text
    letter = kinds.get("profiles.approved").compose(Message.objects.get(kind="profiles.approved"))
    mail = " ".join(letter.paragraphs)
    asks = choice == "requests"
    assert ("When we propose a match, we will email you" in page) is not asks
    assert ("We are now looking" in mail) is not asks
    if asks:
        own = "you can ask somebody yourself" if side == "mentee" else "When somebody asks you"
        assert own in page
        assert ("ask" in mail) is True
