"""A success story is told only while all who appear in it consent."""

import pytest
from django.urls import reverse

from core.errors import DomainError
from notifications.models import Message
from relationships.actions import endings, safeguarding
from relationships.actions import stories as actions_stories
from relationships.actions.stories import StoryWords
from relationships.models import Relationship, Story
from tests import stories
from tests.cast import Cast, SignIn
from tests.workspace.test_closing import cost
from tests.workspace.test_record_pages import NASTY, another_pair, url

TYPED = {"title": "From minutes to meetings", "words": "I used to take the minutes."}


@pytest.fixture
def pair(cast: Cast) -> Relationship:
    return stories.in_separation(cast)


@pytest.fixture
def story(cast: Cast, pair: Relationship) -> Story:
    return actions_stories.write(relationship=pair, by=cast.mentee, words=StoryWords(**TYPED))


def told(cast: Cast) -> str:
    return reverse("program_stories", kwargs={"program": cast.program.pk})


def consented(cast: Cast, story: Story) -> Story:
    return actions_stories.consent(
        relationship=story.relationship, by=cast.mentor, version=story.version
    )


def test_one_writes_the_other_consents_and_then_the_program_reads(
    cast: Cast, pair: Relationship, sign_in: SignIn
) -> None:
    sign_in(cast.mentee).post(url("story_write", pair), TYPED)
    letter = Message.objects.get(kind="relationships.story_written")
    assert letter.recipient == cast.mentor
    readers = [sign_in(who) for who in (cast.second_mentee, cast.coordinator, cast.hr)]
    assert not any("the minutes" in reader.get(told(cast)).text for reader in readers)
    client, written = sign_in(cast.mentor), Story.objects.get()
    assert "the minutes" in client.get(url("story", pair)).text
    client.post(url("story_consent", pair), {"version": written.version})
    for reader in readers:
        page = reader.get(told(cast)).text
        assert "the minutes" in page
        assert "told without names" in page
        assert str(cast.mentee) not in page.replace(str(cast.second_mentee), "")


def test_with_names_only_where_the_story_says_so(cast: Cast, story: Story, sign_in: SignIn) -> None:
    Story.objects.update(is_named=True)
    consented(cast, story)
    assert f"{cast.mentee} · {cast.mentor}" in " ".join(
        sign_in(cast.coordinator).get(told(cast)).text.split()
    )


@pytest.mark.parametrize("who", ["mentor", "mentee"])
def test_either_takes_consent_back_at_any_time(
    cast: Cast, story: Story, sign_in: SignIn, who: str
) -> None:
    consented(cast, story)
    sign_in(getattr(cast, who)).post(url("story_withdraw", story.relationship))
    assert "the minutes" not in sign_in(cast.coordinator).get(told(cast)).text
    story.refresh_from_db()
    assert (story.told_at, story.consents.count()) == (None, 1)


def test_consent_is_given_to_the_words_that_were_read(cast: Cast, story: Story) -> None:
    read = story.version
    again = StoryWords("Another headline", "Other words")
    actions_stories.write(relationship=story.relationship, by=cast.mentee, words=again)
    with pytest.raises(DomainError) as refused:
        actions_stories.consent(relationship=story.relationship, by=cast.mentor, version=read)
    assert refused.value.code == "changed_meanwhile"


def test_new_words_need_new_consent(cast: Cast, story: Story, sign_in: SignIn) -> None:
    consented(cast, story)
    sign_in(cast.mentor).post(url("story_write", story.relationship), {**TYPED, "words": "New"})
    assert "New" not in sign_in(cast.coordinator).get(told(cast)).text
    story.refresh_from_db()
    assert [row.member.user for row in story.consents.all()] == [cast.mentor]


@pytest.mark.parametrize("state", ["held", "ended"])
def test_no_story_is_told_of_a_pair_on_hold_or_ended_otherwise(
    cast: Cast, story: Story, sign_in: SignIn, state: str
) -> None:
    consented(cast, story)
    if state == "held":
        safeguarding.hold(relationship=story.relationship, by=cast.safeguarding)
    else:
        endings.end_no_fault(relationship=story.relationship, by=cast.mentee)
    assert "the minutes" not in sign_in(cast.coordinator).get(told(cast)).text


def test_a_completed_pair_may_still_write_and_withdraw(cast: Cast, sign_in: SignIn) -> None:
    pair = stories.in_redefinition(cast)
    stories.completed(pair)
    sign_in(cast.mentee).post(url("story_write", pair), TYPED)
    consented(cast, Story.objects.get())
    assert "the minutes" in sign_in(cast.second_mentee).get(told(cast)).text
    actions_stories.withdraw(relationship=pair, by=cast.mentor)
    assert "the minutes" not in sign_in(cast.second_mentee).get(told(cast)).text


def test_nobody_writes_before_separation(cast: Cast, sign_in: SignIn) -> None:
    pair, client = stories.started(cast), sign_in(cast.mentee)
    assert "Not yet" in client.get(url("story", pair)).text
    assert "once you are winding up" in client.post(url("story_write", pair), TYPED).text
    assert not Story.objects.exists()


def test_buttons_without_a_story_say_so(cast: Cast, pair: Relationship, sign_in: SignIn) -> None:
    client = sign_in(cast.mentee)
    for route in ("story_consent", "story_withdraw"):
        shown = client.post(url(route, pair), follow=True).text
        assert "There is no story yet." in shown


def test_people_of_other_programs_find_no_stories(
    cast: Cast, story: Story, sign_in: SignIn
) -> None:
    for person in (cast.outsider, cast.other_coordinator, cast.line_manager):
        assert sign_in(person).get(told(cast)).status_code == 404


@pytest.mark.parametrize("words", NASTY.values(), ids=NASTY)
def test_no_input_breaks_a_form(cast: Cast, story: Story, sign_in: SignIn, words: str) -> None:
    client, pair = sign_in(cast.mentor), story.relationship
    for field in TYPED:
        answer = client.post(url("story_write", pair), {**TYPED, field: words})
        assert answer.status_code in {200, 302}
    assert client.post(url("story_consent", pair), {"version": words}).status_code == 302
    assert client.get(told(cast), {"page": words[:100]}).status_code == 200


def test_the_page_of_stories_costs_the_same_with_1_and_with_30(
    cast: Cast, story: Story, sign_in: SignIn
) -> None:
    consented(cast, story)
    client = sign_in(cast.second_mentee)
    few = cost(client, told(cast))
    for number in range(30):
        pair = another_pair(cast, number)
        Story.objects.create(
            relationship=pair,
            title="More",
            words="More",
            is_named=True,
            written_by=pair.memberships.first(),
            written_at=story.written_at,
            told_at=story.written_at,
        )
    assert cost(client, told(cast)) == few <= 10
