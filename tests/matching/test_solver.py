"""A coordinator who uses every door of the matching to find out what is private between two people.

The same doors are tried in the same order in worlds that differ in one private reason only.
Whatever comes back (pages, files, messages, the order of rows, the number of queries) is compared.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from difflib import unified_diff
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, reset_queries, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEvent, User
from core.errors import DomainError
from matching import actions, pool
from matching.actions.publishing import MOST_PUBLISHINGS
from matching.actions.rulings import MOST_RULINGS
from matching.groups import actions as drafting
from matching.models.runs import Decision, Proposal
from notifications import kinds
from notifications.models import Message
from profiles.actions import ANSWERS_SAVED
from profiles.models import Avoid, Enrollment
from programs.models import Format, Program, Side, Staff
from relationships.actions import endings, proposals, safeguarding
from relationships.models import Relationship
from tests import gatherings
from tests.cast import Cast, SignIn, enroll, make_user, make_users

Log = list[tuple[str, int, str]]
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*|(nonce=")[^"]*')


class SlowClock:
    """A clock that moves a little with each look at it, the same way in every world."""

    def __init__(self) -> None:
        self._start = datetime.now(UTC).replace(microsecond=0)
        self._later = timedelta()
        self._looks = 0

    def now(self) -> datetime:
        self._looks += 1
        return self._start + self._later + timedelta(microseconds=self._looks)

    def set_to(self, minute: int) -> None:
        """The same moment in every world, however long it took to make it."""
        self._later, self._looks = timedelta(minutes=minute), 0


CLOCK = SlowClock()


@pytest.fixture(autouse=True)
def slow_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.CLOCK", SlowClock())
    monkeypatch.setattr(timezone, "now", lambda: CLOCK.now())


@contextmanager
def world() -> Iterator[None]:
    """What happens inside is undone afterwards."""
    cache.clear()
    CLOCK.set_to(1)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Coordinator:
    """Opens doors and writes down what comes back."""

    def __init__(self, cast: Cast, sign_in: SignIn, program: Program) -> None:
        CLOCK.set_to(2)
        self.program, self.client, self.log = program, sign_in(cast.coordinator), Log()
        self.known = {str(pk) for pk in program.enrollments.values_list("pk", flat=True)}
        self.known |= {str(program.pk)}
        self.people = {str(row.user): row for row in program.enrollments.select_related("user")}

    def get(self, route: str, *parts: object, **query: str) -> str:
        with CaptureQueriesContext(connection) as asked:
            answer = self.client.get(reverse(route, args=parts), query)
        return self._note(f"{route} {query}", answer, len(asked))

    def post(self, route: str, *parts: object, **data: object) -> str:
        with CaptureQueriesContext(connection) as asked:
            answer = self.client.post(reverse(route, args=parts), data, follow=True)
        return self._note(f"{route} {data}", answer, len(asked))

    def _note(self, door: str, answer: Any, queries: int) -> str:
        reset_queries()
        text = self._plain(answer.content.decode())
        self.log.append((self._plain(door), queries, f"{answer.status_code} {text}"))
        return text

    def _plain(self, text: str) -> str:
        """Without what is new on every page: tokens, and ids of rows nobody has seen before."""
        names: dict[str, str] = {}

        def name(found: re.Match[str]) -> str:
            one = found.group()
            return one if one in self.known else names.setdefault(one, f"row {len(names)}")

        return UUID.sub(name, TOKEN.sub(r"\1\2", text))

    # Pairs -------------------------------------------------------------------------------------

    def rule(self, mentee: str, mentor: str, ruling: str) -> str:
        pair = {"mentor": self.people[mentor].pk, "mentee": self.people[mentee].pk}
        return self.post("matching_rule", self.program.pk, ruling=ruling, **pair)

    def run(self) -> uuid.UUID:
        self.post("matching_run", self.program.pk)
        newest = self.program.match_runs.first()
        assert newest is not None
        return newest.pk

    def look(self, run: uuid.UUID, *mentees: str) -> None:
        """Everything there is to read about a draft."""
        for show in ("", "concerns", "weak", "changed", "ruled"):
            self.get("matching_room", self.program.pk, show=show, order="weakest", q="a")
        self.get("matching_run_detail", run)
        for side in ("mentee", "mentor"):
            self.get("matching_left_over", run, side=side)
        self.get("matching_help", run)
        self.get("matching_publish", run)
        self.get("matching_runs", self.program.pk)
        self.get("matching_aims", self.program.pk, **self._tried())
        self.post("matching_export", run)
        for mentee in mentees:
            self.get("matching_alternatives", run, self.people[mentee].pk)
            self.get("matching_letters", run, self.people[mentee].pk)

    def _tried(self) -> dict[str, str]:
        keys = self.program.criteria.values_list("key", flat=True)
        return dict.fromkeys(keys, "10") | {"aim": "coverage", "style": "80"}


MENTORS = ("Mentor", "Berta", "Coordinator")
MENTEES = ("Mentee", "Second Mentee", "Carl")


@pytest.fixture
def pairing(cast: Cast) -> Cast:
    """Three mentors, of whom one coordinates the program, and three mentees who want them all."""
    for name in ("berta", "carl"):
        enroll(make_user(name), cast.program, Side.MENTOR if name == "berta" else Side.MENTEE)
    enroll(cast.coordinator, cast.program, Side.MENTOR)
    cast.program.refresh_from_db()
    return cast


def play(cast: Cast, sign_in: SignIn, *, publish: bool = False) -> Log:
    """Keep one mentee with each mentor, rule out everybody else, and read everything after each."""
    me = Coordinator(cast, sign_in, cast.program)
    for mentor in MENTORS:
        me.rule("Mentee", mentor, "pinned")
        first = me.run()
        me.get("matching_alternatives", first, me.people["Mentee"].pk)
        me.rule("Mentee", mentor, "clear")
    for mentee in MENTEES[1:]:
        me.rule(mentee, "Mentor", "pinned")
        me.rule(mentee, "Mentor", "clear")
    me.look(me.run(), *MENTEES)
    me.rule("Mentee", "Berta", "rejected")
    for mentee in MENTEES[1:]:
        me.rule(mentee, "Mentor", "rejected")
    last = me.run()
    me.look(last, "Mentee")
    me.get("matching_compare", cast.program.pk, first=str(last), second=str(first))
    me.post("matching_undo", cast.program.pk)
    me.get("matching_room", cast.program.pk)
    if publish:
        me.post("matching_publish", last)
    return me.log


Cause = Callable[[Cast], object]


def elsewhere(cast: Cast) -> Relationship:
    """The two are proposed to each other in another program."""
    people = [(cast.mentor, Side.MENTOR), (cast.mentee, Side.MENTEE)]
    mentor, mentee = (enroll(user, cast.other_program, side) for user, side in people)
    return proposals.propose(
        program=cast.other_program,
        mentor=mentor,
        mentee=mentee,
        reasons=[],
        by=cast.other_coordinator,
    )


def accepted(cast: Cast) -> Relationship:
    made = elsewhere(cast)
    for user in (cast.mentor, cast.mentee):
        proposals.accept(relationship=made, by=user)
    return Relationship.objects.get(pk=made.pk)


PRIVATE: dict[str, Cause] = {
    "the mentee avoids the mentor": lambda cast: Avoid.objects.create(
        enrollment=cast.mentee_enrollment, user=cast.mentor
    ),
    "the mentor avoids the mentee": lambda cast: Avoid.objects.create(
        enrollment=cast.mentor_enrollment, user=cast.mentee
    ),
    "the mentee avoids the coordinator": lambda cast: Avoid.objects.create(
        enrollment=cast.mentee_enrollment, user=cast.coordinator
    ),
    "they mentor elsewhere": accepted,
    "one declined elsewhere": lambda cast: proposals.decline(
        relationship=elsewhere(cast), by=cast.mentor
    ),
    "one ended it elsewhere": lambda cast: endings.end_no_fault(
        relationship=accepted(cast), by=cast.mentee
    ),
    "it was ended for safeguarding elsewhere": lambda cast: safeguarding.end(
        relationship=accepted(cast), by=cast.safeguarding
    ),
}


@pytest.mark.slow
def test_no_door_tells_a_private_reason(pairing: Cast, sign_in: SignIn) -> None:
    with world():
        plain = play(pairing, sign_in)
    for name in ("the mentee avoids the mentor", "the mentee avoids the coordinator"):
        with world():
            PRIVATE[name](pairing)
            assert_same(play(pairing, sign_in), plain, name)


def test_no_private_reason_is_in_what_the_doors_read(pairing: Cast) -> None:
    """The doors read one thing, and it is the same in all worlds; publishing reads another."""
    with world():
        plain = pool.load(pairing.program)
    assert plain.whole == plain.problem
    for name, cause in PRIVATE.items():
        with world():
            cause(pairing)
            found = pool.load(pairing.program)
        assert found.problem == plain.problem, name
        assert len(found.whole.forbidden) == len(plain.problem.forbidden) + 1, name


def assert_same(found: Log, expected: Log, name: str) -> None:
    for (door, queries, text), other in zip(found, expected, strict=True):
        lines, others = text.splitlines(), other[2].splitlines()
        told = list(unified_diff(others, lines, n=0, lineterm=""))
        assert not told, f"{name}: {door}"
        assert (door, queries) == other[:2], name


def test_the_doors_would_show_a_public_reason(pairing: Cast, sign_in: SignIn) -> None:
    """The comparison above can fail: what a coordinator may know does change what is read."""
    with world():
        plain = play(pairing, sign_in)
    with world():
        User.objects.filter(pk=pairing.mentee.pk).update(manager=pairing.mentor)
        assert play(pairing, sign_in) != plain


# Endings that read alike -----------------------------------------------------------------------


def ended_here(cast: Cast, *, for_safeguarding: bool) -> None:
    made = proposals.propose(
        program=cast.program,
        mentor=cast.mentor_enrollment,
        mentee=cast.mentee_enrollment,
        reasons=[],
        by=cast.coordinator,
    )
    for user in (cast.mentor, cast.mentee):
        proposals.accept(relationship=made, by=user)
    made.refresh_from_db()
    if for_safeguarding:
        safeguarding.end(relationship=made, by=cast.safeguarding)
    else:
        endings.end_administratively(relationship=made, by=cast.coordinator)


@pytest.mark.slow
def test_a_safeguarding_ending_is_matched_as_an_administrative_one(
    pairing: Cast, sign_in: SignIn
) -> None:
    logs = []
    for for_safeguarding in (False, True):
        with world():
            ended_here(pairing, for_safeguarding=for_safeguarding)
            logs.append(play(pairing, sign_in, publish=True))
    assert_same(logs[1], logs[0], "safeguarding")


def test_the_email_of_either_ending_is_the_same_and_names_no_author(cast: Cast) -> None:
    written = []
    for for_safeguarding in (False, True):
        with world():
            ended_here(cast, for_safeguarding=for_safeguarding)
            rows = Message.objects.filter(kind="relationships.ended_administratively")
            letters = [kinds.get(row.kind).compose(row) for row in rows.order_by("recipient_id")]
            words = [UUID.sub("record", repr(letter)) for letter in letters]
            assert len(words) == 2
            written.append(words)
    assert written[0] == written[1]
    for words in written[0]:
        assert "for administrative reasons" in words
        # What is said of coordinators is what they can do next, not who ended the mentoring.
        assert "oordinator" not in words.replace("Your coordinator can propose another", "")


# Drafts of groups, circles and peers -----------------------------------------------------------

HOW_MANY = {Format.GROUP: (2, 7), Format.CIRCLE: (0, 9), Format.PEER: (0, 5)}


def drafted(cast: Cast, format_key: Format) -> Program:
    program = gatherings.program(cast, format_key)
    mentors, others = HOW_MANY[format_key]
    side = Side.MENTEE if mentors else Side.PEER
    users = make_users({f"person-{number:02}": {} for number in range(mentors + others)})
    for number, user in enumerate(users):
        enroll(user, program, Side.MENTOR if number < mentors else side)
    return program


def play_drafts(cast: Cast, sign_in: SignIn, program: Program) -> Log:
    me = Coordinator(cast, sign_in, program)
    for _time in range(2):
        me.post("gatherings_arrange", program.pk)
        for draft in [row.pk for row in program.gatherings.all()]:
            person = me.people["Person 00"].pk
            me.post("gatherings_put", program.pk, person=person, gathering=draft)
        me.post("gatherings_put", program.pk, person=person, gathering="new")
        me.get("matching_gatherings", program.pk)
        for draft in program.gatherings.all()[:1]:
            me.post("gathering_dissolve", program.pk, draft.pk)
    return me.log


@pytest.mark.slow
@pytest.mark.parametrize("format_key", list(HOW_MANY))
def test_no_draft_tells_whom_somebody_avoids(
    cast: Cast, sign_in: SignIn, format_key: Format
) -> None:
    program = drafted(cast, format_key)
    people = list(program.enrollments.order_by("user__full_name"))
    with world():
        plain = play_drafts(cast, sign_in, program)
    for one, other in ((people[0], people[-1]), (people[2], people[0])):
        with world():
            Avoid.objects.create(enrollment=one, user=other.user)
            assert_same(play_drafts(cast, sign_in, program), plain, str(one))


# Publishing ------------------------------------------------------------------------------------

BETWEEN_THE_TWO = {name: cause for name, cause in PRIVATE.items() if "coordinator" not in name}

OVERTAKEN: dict[str, Cause] = {
    **BETWEEN_THE_TWO,
    "a line": lambda cast: User.objects.filter(pk=cast.mentee.pk).update(manager=cast.mentor),
    "no language": lambda cast: Enrollment.objects.filter(pk=cast.mentee_enrollment.pk).update(
        languages=["vi"]
    ),
    "no time": lambda cast: Enrollment.objects.filter(pk=cast.mentee_enrollment.pk).update(
        availability=["fri_pm"]
    ),
    "left": lambda cast: Enrollment.objects.filter(pk=cast.mentee_enrollment.pk).update(
        status="withdrawn"
    ),
}


@pytest.mark.parametrize("name", OVERTAKEN)
def test_publishing_says_the_same_whatever_the_reason(
    cast: Cast, sign_in: SignIn, name: str
) -> None:
    made = actions.run(program=cast.program, by=cast.coordinator)
    OVERTAKEN[name](cast)
    client = sign_in(cast.coordinator)
    page = client.post(reverse("matching_publish", args=[made.pk]), follow=True).text
    assert "1 match is no longer possible and was left out." in page
    assert page.count("not proposed: no longer possible") == 1
    file = client.post(reverse("matching_export", args=[made.pk])).text
    assert file.count("not proposed: no longer possible") == 1
    kinds = Proposal.objects.filter(run=made, relationship=None)
    assert [row.mentee for row in kinds] == [cast.mentee_enrollment]


@pytest.mark.parametrize("name", BETWEEN_THE_TWO)
def test_a_pair_left_out_once_is_not_proposed_again(cast: Cast, name: str) -> None:
    PRIVATE[name](cast)
    made = actions.run(program=cast.program, by=cast.coordinator)
    actions.publish(run=made, by=cast.coordinator)
    again = actions.run(program=cast.program, by=cast.coordinator)
    assert not again.proposals.exists()
    assert not Relationship.objects.filter(program=cast.program, memberships__user=cast.mentee)


# Publishing one pair that is kept together ------------------------------------------------------


def taken(cast: Cast) -> None:
    """Another mentee has the only place of the mentor by now."""
    Enrollment.objects.filter(pk=cast.mentor_enrollment.pk).update(capacity=1)
    cast.mentor_enrollment.refresh_from_db()
    proposals.propose(
        program=cast.program,
        mentor=cast.mentor_enrollment,
        mentee=cast.second_mentee_enrollment,
        reasons=[],
        by=cast.coordinator,
    )


ORDINARY: dict[str, Cause] = {
    **{name: cause for name, cause in OVERTAKEN.items() if name not in BETWEEN_THE_TWO},
    "the place was taken": taken,
    "answered meanwhile": lambda cast: proposals.propose(
        program=cast.program,
        mentor=cast.program.enrollments.get(user__full_name="Berta"),
        mentee=cast.mentee_enrollment,
        reasons=[],
        by=cast.coordinator,
    ),
}


def keep_and_publish(me: Coordinator, cast: Cast, cause: Cause) -> str:
    """Keep the mentee with the mentor, and publish that pair alone; what is said."""
    me.rule("Mentee", "Mentor", "pinned")
    run = me.run()
    cause(cast)
    CLOCK.set_to(3)
    pair = Proposal.objects.get(run=run, mentee=cast.mentee_enrollment)
    assert pair.mentor == cast.mentor_enrollment
    return notices(me.post("matching_publish", run, choosing="1", pair=str(pair.pk)))


def notices(page: str) -> str:
    """What the page tells after an action."""
    found = re.findall(r'<div class="notice[^>]*>.*?</div>', page, re.DOTALL)
    return re.sub(r"<[^>]*>|\s+", " ", " ".join(found))


@pytest.mark.parametrize("name", {**BETWEEN_THE_TWO, **ORDINARY})
def test_a_kept_pair_is_left_out_in_one_way_whatever_the_reason(
    pairing: Cast, sign_in: SignIn, name: str
) -> None:
    """Published alone, run again, kept again: each door says the same for every reason."""
    cause = (BETWEEN_THE_TWO | ORDINARY)[name]
    me = Coordinator(pairing, sign_in, pairing.program)
    told = keep_and_publish(me, pairing, cause)
    assert "1 match is no longer possible and was left out." in told
    assert "1 match is not kept together any more." in told
    assert "proposed" not in told
    assert not Decision.objects.filter(ruling="pinned").exists()
    made = me.run()
    page = me.get("matching_run_detail", made)
    assert "could not be kept" not in page
    assert not Proposal.objects.filter(
        run=made, mentee=pairing.mentee_enrollment, mentor=pairing.mentor_enrollment
    ).exists()
    again = notices(me.rule("Mentee", "Mentor", "pinned"))
    assert "Mentor and Mentee cannot be kept together: this match is not available." in again


@pytest.mark.slow
def test_publishing_one_kept_pair_after_the_other_tells_no_reason(
    pairing: Cast, sign_in: SignIn
) -> None:
    """Two private reasons read alike at every door, also after the next run."""
    logs = {}
    for name in ("the mentee avoids the mentor", "they mentor elsewhere"):
        with world():
            me = Coordinator(pairing, sign_in, pairing.program)
            keep_and_publish(me, pairing, BETWEEN_THE_TWO[name])
            me.get("matching_room", pairing.program.pk)
            made = me.run()
            me.look(made, *MENTEES)
            me.rule("Mentee", "Mentor", "pinned")
            me.post("matching_undo", pairing.program.pk)
            me.look(me.run(), "Mentee")
            logs[name] = me.log
    first, second = logs.values()
    assert_same(second, first, "they mentor elsewhere")


@pytest.mark.parametrize("verb", sorted(ANSWERS_SAVED))
@pytest.mark.parametrize("side", ["mentor", "mentee"])
@pytest.mark.parametrize("is_taken_off", [True, False])
def test_a_pair_is_possible_again_when_either_has_saved_their_answers(
    pairing: Cast, sign_in: SignIn, verb: str, side: str, is_taken_off: bool
) -> None:
    """Runs do not know whether the name was taken off the list; publishing finds out."""
    me = Coordinator(pairing, sign_in, pairing.program)
    keep_and_publish(me, pairing, PRIVATE["the mentee avoids the mentor"])
    row = getattr(pairing, f"{side}_enrollment")
    audit.record(by=row.user, verb=verb, target=row, program_id=row.program_id)
    if is_taken_off:
        Avoid.objects.all().delete()
    page = me.get("matching_room", pairing.program.pk)
    assert "1 person has saved their answers." in page
    assert "This draft is out of date" not in me.post("matching_run", pairing.program.pk)
    me.rule("Mentee", "Mentor", "pinned")
    run = me.run()
    pair = Proposal.objects.get(run=run, mentee=pairing.mentee_enrollment)
    assert pair.mentor == pairing.mentor_enrollment
    told = notices(me.post("matching_publish", run, choosing="1", pair=str(pair.pk)))
    assert ("1 match has been proposed." in told) == is_taken_off
    assert ("1 match is no longer possible" in told) != is_taken_off


@pytest.mark.parametrize("saver", ["outsider", "the coordinator"])
def test_nobody_else_makes_a_pair_possible_again(
    pairing: Cast, sign_in: SignIn, saver: str
) -> None:
    me = Coordinator(pairing, sign_in, pairing.program)
    keep_and_publish(me, pairing, PRIVATE["the mentee avoids the mentor"])
    row = pairing.mentee_enrollment if saver == "the coordinator" else me.people["Carl"]
    verb = "enrollment.looked_at" if saver == "the coordinator" else "enrollment.saved"
    audit.record(by=pairing.coordinator, verb=verb, target=row, program_id=row.program_id)
    pair = str(pairing.mentor_enrollment.pk), str(pairing.mentee_enrollment.pk)
    assert pair in pool.load(pairing.program).left_out


def test_a_left_out_pair_of_peers_is_possible_again_when_one_has_saved(cast: Cast) -> None:
    program = drafted(cast, Format.PEER)
    one, other = program.enrollments.order_by("user__full_name")[:2]
    Avoid.objects.create(enrollment=one, user=other.user)
    drafting.arrange(program=program, by=cast.coordinator)
    program.gatherings.all().delete()
    drafting.put(program=program, enrollment=one, gathering=None, by=cast.coordinator)
    draft = program.gatherings.get()
    drafting.put(program=program, enrollment=other, gathering=draft, by=cast.coordinator)
    drafting.publish(program=program, chosen=[str(draft.pk)], by=cast.coordinator)
    pair = str(one.pk), str(other.pk)
    assert pool.load(program).problem.forbidden[pair] == "unavailable"
    audit.record(by=one.user, verb="enrollment.saved", target=one, program_id=program.pk)
    assert pair not in pool.load(program).problem.forbidden


# Limits, rows, and one's own pairs -------------------------------------------------------------


def test_nobody_decides_about_a_pair_they_belong_to(pairing: Cast) -> None:
    own = pairing.program.enrollments.get(user=pairing.coordinator)
    pair = {"program": pairing.program, "mentor": own, "mentee": pairing.mentee_enrollment}
    for act in (actions.pin, actions.reject, actions.clear_ruling):
        with pytest.raises(DomainError) as refusal:
            act(**pair, by=pairing.coordinator)
        assert refusal.value.code == "own_pair"
    refused = AuditEvent.objects.filter(verb="matching.ruling_refused", actor=pairing.coordinator)
    assert refused.count() == 3


def test_somebody_else_publishes_the_pair_of_a_coordinator(pairing: Cast) -> None:
    for mentor in pairing.program.enrollments.filter(role=Side.MENTOR).exclude(
        user=pairing.coordinator
    ):
        actions.reject(
            program=pairing.program,
            mentor=mentor,
            mentee=pairing.mentee_enrollment,
            by=pairing.coordinator,
        )
    made = actions.run(program=pairing.program, by=pairing.coordinator)
    own = made.proposals.get(mentor__user=pairing.coordinator)
    actions.publish(run=made, by=pairing.coordinator)
    made.refresh_from_db()
    own.refresh_from_db()
    assert (own.relationship, own.left_out, made.published_at) == (None, "", None)
    Staff.objects.create(program=pairing.program, user=pairing.other_coordinator)
    done = actions.publish(run=made, by=pairing.other_coordinator)
    assert [row.pk for row in done.proposed] == [own.pk]


@pytest.mark.parametrize("format_key", [Format.GROUP, Format.PEER])
def test_nobody_drafts_themselves(cast: Cast, format_key: Format) -> None:
    program = drafted(cast, format_key)
    side = Side.MENTOR if format_key == Format.GROUP else Side.PEER
    own = enroll(cast.coordinator, program, side)
    drafting.arrange(program=program, by=cast.coordinator)
    here = program.gatherings.filter(places__enrollment=own).first()
    other = program.enrollments.exclude(pk=own.pk).order_by("pk").first()
    assert other is not None
    for person, draft in ((own, None), (other, here)):
        if draft is None and person == other:
            continue
        with pytest.raises(DomainError) as refusal:
            drafting.put(program=program, enrollment=person, gathering=draft, by=cast.coordinator)
        assert refusal.value.code == "own_draft"


def test_trying_is_limited_and_leaves_rows(cast: Cast) -> None:
    pair = {
        "program": cast.program,
        "mentor": cast.mentor_enrollment,
        "mentee": cast.mentee_enrollment,
        "by": cast.coordinator,
    }
    for _step in range(MOST_RULINGS // 2):
        actions.pin(**pair)
        actions.clear_ruling(**pair)
    with pytest.raises(DomainError) as refusal:
        actions.pin(**pair)
    assert refusal.value.code == "too_often"
    made = actions.run(program=cast.program, by=cast.coordinator)
    AuditEvent.objects.bulk_create(
        AuditEvent(actor=cast.coordinator, verb="matching.published", program_id=cast.program.pk)
        for _time in range(MOST_PUBLISHINGS)
    )
    with pytest.raises(DomainError) as refusal:
        actions.publish(run=made, by=cast.coordinator)
    assert refusal.value.code == "too_often"


def test_an_attempt_to_publish_that_comes_to_nothing_leaves_a_row(cast: Cast) -> None:
    Avoid.objects.create(enrollment=cast.mentee_enrollment, user=cast.mentor)
    made = actions.run(program=cast.program, by=cast.coordinator)
    only = made.proposals.get(mentee=cast.mentee_enrollment)
    actions.publish(run=made, by=cast.coordinator, chosen={str(only.pk)})
    (row,) = AuditEvent.objects.filter(verb="matching.published")
    assert row.details == {"proposed": 0, "left_out": 1}


# Before publishing -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", {**BETWEEN_THE_TWO, **ORDINARY})
def test_the_page_before_publishing_judges_no_pair(
    pairing: Cast, sign_in: SignIn, name: str
) -> None:
    """Who publishes one pair alone has not read beforehand which others are left out, and why."""
    made = actions.run(program=pairing.program, by=pairing.coordinator)
    client, door = sign_in(pairing.coordinator), reverse("matching_publish", args=[made.pk])
    pairs = re.compile(r'<ul class="items match-told">.*?</ul>', re.DOTALL)
    before = pairs.findall(client.get(door).text)
    (BETWEEN_THE_TWO | ORDINARY)[name](pairing)
    assert pairs.findall(client.get(door).text) == before != []
