"""Records with peers, a group or one talk in the browser: what each member sees and does."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from core import clock
from notifications import kinds
from notifications.models import Message
from programs.models import Format
from relationships.actions import endings, phases, plans, stories
from relationships.actions.plans import GoalWords
from relationships.models import Goal, Relationship, StoryConsent
from sessions.actions import meetings
from sessions.actions.meetings import SessionPlan
from tests import confirming, gatherings
from tests.cast import Cast, SignIn
from tests.gatherings import again, agreement, goal, ready_for_cultivation, who

Queries = Callable[[int], AbstractContextManager[object]]
MANY = pytest.mark.parametrize("format_key", [Format.GROUP, Format.CIRCLE])
ALL = pytest.mark.parametrize("format_key", list(gatherings.SIDES))

# Pages -------------------------------------------------------------------------------------------

PAGES = (
    "relationship_detail",
    "agreement",
    "agreement_edit",
    "goal_new",
    "session_plan",
    "we_met",
    "ending",
    "record_whole",
    "record_search",
    "file_list",
    "skills_gap",
    "support_given",
    "closing",
)


OF_A_TALK = {"relationship_detail", "session_plan", "we_met", "record_whole", "record_search"}
OF_A_TALK |= {"file_list"}


@ALL
@pytest.mark.parametrize("page", PAGES)
def test_the_pages_open_for_every_member(
    cast: Cast, sign_in: SignIn, format_key: Format, page: str
) -> None:
    relationship = gatherings.started(cast, format_key)
    expected = 200 if format_key != Format.FLASH or page in OF_A_TALK else 404
    for member in relationship.memberships.select_related("user"):
        answer = sign_in(member.user).get(reverse(page, kwargs={"relationship": relationship.pk}))
        assert answer.status_code == expected, page


@ALL
def test_the_proposal_and_the_lists_open(cast: Cast, sign_in: SignIn, format_key: Format) -> None:
    relationship = gatherings.proposed(cast, format_key)
    kwargs = {"relationship": relationship.pk}
    client = sign_in(who("bo"))
    assert client.get(reverse("relationship_detail", kwargs=kwargs)).status_code == 200
    assert client.get(reverse("relationship_list")).status_code == 200
    staff = sign_in(cast.coordinator)
    program = relationship.program_id
    for name in ("program_dashboard", "program_pairs", "program_attention"):
        assert staff.get(reverse(name, args=[program])).status_code == 200
    assert staff.get(reverse("pair_detail", args=[program, relationship.pk])).status_code == 200


# What each member sees ---------------------------------------------------------------------------


def page(sign_in: SignIn, name: str, route: str, relationship: Relationship) -> str:
    url = reverse(route, kwargs={"relationship": relationship.pk})
    return str(sign_in(who(name)).get(url).content.decode())


def test_a_goal_is_on_no_page_of_those_who_may_not_read_it(cast: Cast, sign_in: SignIn) -> None:
    relationship = gatherings.started(cast, Format.GROUP)
    words = GoalWords(title="BO-ALONE", kind="skill", horizon="long_term")
    aim = plans.propose_goal(relationship=relationship, by=who("bo"), words=words)
    route = reverse("goal_detail", kwargs={"relationship": relationship.pk, "goal": aim.pk})
    for name, reads in {"ana": True, "bo": True, "cleo": False}.items():
        for shown in ("relationship_detail", "record_whole"):
            assert ("BO-ALONE" in page(sign_in, name, shown, relationship)) is reads
        assert sign_in(who(name)).get(route).status_code == (200 if reads else 404)
    share = reverse("goal_share", kwargs={"relationship": relationship.pk, "goal": aim.pk})
    sign_in(who("ana")).post(share, {"share": "1"})
    assert "BO-ALONE" not in page(sign_in, "cleo", "relationship_detail", relationship)
    sign_in(who("bo")).post(share, {"share": "1"})
    assert "BO-ALONE" in page(sign_in, "cleo", "relationship_detail", relationship)
    sign_in(who("bo")).post(share)
    assert "BO-ALONE" not in page(sign_in, "cleo", "relationship_detail", relationship)


def test_a_mentor_chooses_whose_goal_it_is_on_the_page(cast: Cast, sign_in: SignIn) -> None:
    relationship = gatherings.started(cast, Format.GROUP)
    url = reverse("goal_new", kwargs={"relationship": relationship.pk})
    typed = {"title": "Lead", "kind": "skill", "horizon": "long_term"}
    client = sign_in(who("ana"))
    assert "Whose goal is it?" in client.get(url).text
    assert client.post(url, typed).status_code == 200
    owner = relationship.memberships.get(user=who("dan"))
    assert client.post(url, {**typed, "owner": str(owner.pk)}).status_code == 302
    assert Goal.objects.get().owner == owner
    assert "Whose goal is it?" not in sign_in(who("bo")).get(url).text


def test_who_has_left_finds_what_is_their_own_and_nothing_else(cast: Cast, sign_in: SignIn) -> None:
    relationship = gatherings.started(cast, Format.CIRCLE)
    goal(relationship, "eva")
    ending = reverse("ending", kwargs={"relationship": relationship.pk})
    assert "Leave this circle" in sign_in(who("eva")).get(ending).text
    confirming.press(sign_in(who("eva")), ending)
    shown = page(sign_in, "eva", "relationship_detail", relationship)
    assert "You no longer belong to" in shown
    assert "Lead" in shown
    for name in ("Ana", "Bo", "Cleo"):
        assert f">{name}<" not in shown
    for route in PAGES[1:]:
        url = reverse(route, kwargs={"relationship": relationship.pk})
        assert sign_in(who("eva")).get(url).status_code == 403
    wish = reverse("ending_wish", kwargs={"relationship": relationship.pk})
    sign_in(who("eva")).post(wish, {"wish": "rematch"})
    assert relationship.memberships.get(user=who("eva")).wish == "rematch"
    assert "No longer a member" in sign_in(who("eva")).get(reverse("relationship_list")).text


@MANY
def test_how_many_agree_is_said_on_the_page(
    cast: Cast, sign_in: SignIn, format_key: Format
) -> None:
    relationship = ready_for_cultivation(cast, format_key)
    proposal = phases.propose(
        relationship=relationship, transition="begin_cultivation", by=who("ana")
    )
    confirm = reverse(
        "phase_confirm", kwargs={"relationship": relationship.pk, "proposal": proposal.pk}
    )
    shown = page(sign_in, "bo", "relationship_detail", relationship)
    assert "1 of 3 needed agree" in shown
    assert confirm in shown
    sign_in(who("bo")).post(confirm)
    shown = page(sign_in, "bo", "relationship_detail", relationship)
    assert "2 of 3 needed agree" in shown
    assert confirm not in shown


def test_an_agreement_names_those_it_waits_for(cast: Cast, sign_in: SignIn) -> None:
    relationship = gatherings.started(cast, Format.CIRCLE)
    version = agreement(relationship)
    for name in ("bo", "cleo", "dan"):
        plans.confirm_agreement(agreement=version, by=who(name))
    assert "Waiting for Eva" in page(sign_in, "bo", "relationship_detail", relationship)
    assert "Waiting for you" in page(sign_in, "eva", "relationship_detail", relationship)


@ALL
def test_a_record_costs_no_more_with_more_members(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Queries, format_key: Format
) -> None:
    relationship = gatherings.started(cast, format_key)
    client, url = sign_in(who("ana")), reverse("relationship_detail", args=[relationship.pk])
    client.get(url)
    with django_assert_max_num_queries(18):
        client.get(url)


def test_a_talk_from_planning_to_thanks_on_its_page(cast: Cast, sign_in: SignIn) -> None:
    relationship = gatherings.started(cast, Format.FLASH)
    shown = page(sign_in, "bo", "relationship_detail", relationship)
    assert "Suggest a time" in shown
    assert "Call the talk off" in shown
    assert "Goals" not in shown
    plan = SessionPlan(starts_at=clock.now() - timedelta(hours=2), minutes=60, mode="video")
    meetings.log_new(relationship=relationship, by=who("bo"), plan=plan)
    thank = reverse("talk_thank", args=[relationship.pk])
    client = sign_in(who("bo"))
    kept = client.post(thank, {"words": "THANK-YOU"}).text
    assert "Choose one. Nobody else learns which." in kept
    assert "THANK-YOU" in kept
    confirming.press(client, thank, {"words": "THANK-YOU", "wants_more": "yes"})
    shown = page(sign_in, "ana", "relationship_detail", relationship)
    assert "THANK-YOU" in shown
    assert "become a pair" in shown
    (message,) = Message.objects.filter(kind="relationships.talk_thanked")
    assert message.recipient == who("ana")
    letter = kinds.get(message.kind).compose(message)
    assert letter is not None
    assert "THANK-YOU" not in str(letter)
    confirming.press(sign_in(who("ana")), thank, {"words": "", "wants_more": "yes"})
    assert relationship.following.get().shape == "pair"
    assert not Message.objects.filter(kind="sessions.check_in").exists()


ANSWERS = [(words, wish) for words in ("", "THANK-YOU") for wish in ("yes", "no")]


def talked(cast: Cast) -> Relationship:
    relationship = gatherings.started(cast, Format.FLASH)
    plan = SessionPlan(starts_at=clock.now() - timedelta(hours=2), minutes=60, mode="video")
    meetings.log_new(relationship=relationship, by=who("bo"), plan=plan)
    return relationship


@pytest.mark.parametrize(("words", "wish"), ANSWERS)
@pytest.mark.parametrize("said", [None, *ANSWERS])
def test_the_question_before_thanks_says_what_is_sent_and_tells_nothing_of_the_other(
    cast: Cast, sign_in: SignIn, words: str, wish: str, said: tuple[str, str] | None
) -> None:
    relationship = talked(cast)
    thank = reverse("talk_thank", args=[relationship.pk])
    if said:
        given = {"words": said[0], "wants_more": said[1]}
        confirming.press(sign_in(who("ana")), thank, given)
    client, before = sign_in(who("bo")), Message.objects.count()
    asked = client.post(thank, {"words": words, "wants_more": wish})
    lines = " ".join(confirming.lines_of(asked))
    assert "Mentoring" not in lines
    assert "ends at once" not in lines
    assert Message.objects.count() == before
    assert ("your words of thanks" in lines) == bool(words)
    assert ("only if both of you say yes" in lines) == (wish == "yes")
    assert ("is not told that you said no" in lines) == (wish == "no")
    assert ("gets an email" in lines) == ("is then complete" in lines) == (said is None)
    assert ("can change your answer" in lines) == (said is None)
    assert ("cannot be undone" in lines) == (said is not None)
    confirming.press(client, thank, {"words": words, "wants_more": wish})
    told = Message.objects.filter(kind="relationships.talk_thanked", recipient=who("ana"))
    assert told.exists() == (said is None)


def test_what_the_other_has_answered_changes_nothing_in_the_question(
    cast: Cast, sign_in: SignIn
) -> None:
    relationship = talked(cast)
    thank = reverse("talk_thank", args=[relationship.pk])
    bo, seen = who("bo").pk, set()
    confirming.press(sign_in(who("ana")), thank, {"words": "", "wants_more": "no"})
    for wish in (True, False):
        relationship.memberships.exclude(user=bo).update(wants_more=wish)
        asked = sign_in(who("bo")).post(thank, {"words": "", "wants_more": "yes"})
        seen.add((*confirming.lines_of(asked), confirming.token_of(asked)))
    assert len(seen) == 1


def test_an_answer_is_shown_and_can_be_changed_until_the_other_has_answered(
    cast: Cast, sign_in: SignIn
) -> None:
    relationship = talked(cast)
    thank = reverse("talk_thank", args=[relationship.pk])
    client = sign_in(who("bo"))
    confirming.press(client, thank, {"words": "THANK-YOU", "wants_more": "yes"})
    shown = page(sign_in, "bo", "relationship_detail", relationship)
    assert "Yes, you would like the two of you to become a pair." in shown
    assert thank in shown
    confirming.press(client, thank, {"words": "", "wants_more": "no"})
    shown = page(sign_in, "bo", "relationship_detail", relationship)
    assert "No, this one talk was right as it is." in shown
    assert "THANK-YOU" not in shown
    confirming.press(sign_in(who("ana")), thank, {"words": "", "wants_more": "yes"})
    assert thank not in page(sign_in, "bo", "relationship_detail", relationship)
    refused = client.post(thank, {"words": "", "wants_more": "yes"})
    assert "can no longer be changed" in refused.text
    assert not relationship.following.exists()


def test_the_list_of_talks_says_that_some_have_ended(cast: Cast, sign_in: SignIn) -> None:
    relationship = talked(cast)
    url = reverse("program_pairs", args=[relationship.program_id])
    client = sign_in(who("bo"))
    confirming.press(
        client, reverse("talk_thank", args=[relationship.pk]), {"words": "", "wants_more": "no"}
    )
    shown = sign_in(cast.coordinator).get(url).text
    assert "No talks yet" not in shown
    assert "1 has ended." in shown


def test_calling_a_talk_off_on_its_page(cast: Cast, sign_in: SignIn) -> None:
    relationship = gatherings.started(cast, Format.FLASH)
    confirming.press(sign_in(who("ana")), reverse("talk_call_off", args=[relationship.pk]))
    assert "did not take place" in page(sign_in, "bo", "relationship_detail", relationship)


@ALL
def test_the_letter_that_begins_it_fits_the_shape(cast: Cast, format_key: Format) -> None:
    gatherings.started(cast, format_key)
    words = {
        **dict.fromkeys((*gatherings.TWO, Format.PEER), "start mentoring"),
        Format.CIRCLE: "begins",
        Format.GROUP: "begins",
        Format.FLASH: "one talk",
    }
    for message in Message.objects.filter(kind="relationships.introduction"):
        letter = kinds.get(message.kind).compose(message)
        assert letter is not None
        assert words[format_key] in letter.subject


def test_a_coordinator_takes_somebody_out_of_a_group_that_goes_on(
    cast: Cast, sign_in: SignIn
) -> None:
    relationship = gatherings.started(cast, Format.GROUP)
    url = reverse("pair_take_out", args=[relationship.program_id, relationship.pk])
    client = sign_in(cast.coordinator)
    page = client.get(reverse("pair_detail", args=[relationship.program_id, relationship.pk])).text
    menu = page[page.index('name="person"') :]
    assert menu.index("required") < menu.index(">")
    assert menu[menu.index("<option") :].startswith('<option value="">')
    confirming.press(client, url, {"person": str(who("eva").pk)})
    assert who("eva") not in {one.user for one in relationship.memberships.present()}
    assert AuditEvent.objects.filter(verb="relationship.taken_out", actor=cast.coordinator).exists()
    for bad in ("", "nonsense", "\0", "999999999", str(who("eva").pk), str(cast.mentee.pk)):
        client.post(url, {"person": bad})
    kept = client.post(url, {"person": str(who("ana").pk)}, follow=True)
    assert "Without this person the group cannot continue." in kept.text
    assert relationship.memberships.present().count() == 4


@pytest.mark.parametrize(
    ("format_key", "words"),
    [
        (Format.GROUP, "Only you and your mentor can read this, unless you share it."),
        (Format.CIRCLE, "Only you read this, unless you share it."),
    ],
)
def test_each_page_says_who_reads_what_in_a_group_and_a_circle(
    cast: Cast, sign_in: SignIn, format_key: Format, words: str
) -> None:
    relationship = gatherings.started(cast, format_key)
    for route in ("goal_new", "agreement_edit"):
        shown = page(sign_in, "bo", route, relationship)
        assert "the two of you" not in shown
        assert (words in shown) is (route == "goal_new")


def test_who_has_left_takes_their_consent_to_a_story_back(cast: Cast, sign_in: SignIn) -> None:
    relationship = gatherings.started(cast, Format.CIRCLE)
    Relationship.objects.filter(pk=relationship.pk).update(phase="separation")
    words = stories.StoryWords(title="Five leads", words="We helped each other.")
    stories.write(relationship=again(relationship), by=who("eva"), words=words)
    endings.end_no_fault(relationship=again(relationship), by=who("eva"))
    assert "Withdraw my consent" in page(sign_in, "eva", "relationship_detail", relationship)
    sign_in(who("eva")).post(reverse("story_withdraw", args=[relationship.pk]))
    assert not StoryConsent.objects.filter(member__user=who("eva")).exists()
    assert "Withdraw my consent" not in page(sign_in, "eva", "relationship_detail", relationship)
