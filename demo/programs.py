"""Four classic programs at four moments of their lives, with their people and their stories."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from accounts.models import User
from demo import casting, choosing, days, invited, pairing, plots, starring, words
from demo.casting import Roles
from demo.cohorts import Cohort, ProgramOutline, close, found, season
from demo.enrollments import Registrar, not_admitted, not_yet_decided, not_yet_sent
from demo.pair import DemoPair, StoryContext
from demo.pairing import Match, WantedRun
from demo.people import Company
from demo.plots import Plot
from notifications.models import Message
from profiles.models import Channel, Enrollment, EnrollmentStatus, PartOfWeek
from programs.models import Choice, ProgramStatus, Side
from relationships.models import ConcludedKind, Wish
from skills.models import Skill


@dataclass
class Setting:
    """The stage, and the people who can take part, in an order of chance."""

    stage: StoryContext
    company: Company
    skills: list[Skill]
    managers: list[User]
    leads: list[User]
    staff: list[User]

    @property
    def hr(self) -> User:
        return self.company.parts["hr"]

    def ago(self, number: int) -> datetime:
        """Ten in the morning where the coordinator sits, at least ``number`` days ago."""
        day = days.last_working_day((self.stage.now - timedelta(days=number, hours=12)).date())
        return days.at(day, 10, self.company.parts["coordinator"].zone)

    def found(self, outline: ProgramOutline) -> tuple[Cohort, Registrar]:
        """The program, and somebody who writes people down for it."""
        stage = self.stage
        cohort = found(stage.ledger, self.company, outline)
        return cohort, Registrar(stage.ledger, stage.dice, cohort, self.skills, stage.now)

    def match(self, cohort: Cohort, wanted: WantedRun, at: datetime) -> list[Match]:
        """Write what there is so far, and match on top of it."""
        ledger = self.stage.ledger
        ledger.write()
        matches = sorted(pairing.run(ledger, cohort, wanted, at), key=lambda row: row.mentee.pk)
        return self.stage.dice.mixed(matches)

    def tell(self, cohort: Cohort, match: Match, at: datetime, plot: Plot) -> DemoPair:
        """Let the two live through ``plot``, from the proposal until now."""
        pair = DemoPair(self.stage, cohort, match, at)
        plot(pair)
        pair.play()
        return pair

    def tell_all(
        self, cohort: Cohort, matches: Iterable[Match], at: datetime, roles: Roles
    ) -> list[DemoPair]:
        pairs = zip(matches, casting.casting(roles), strict=False)
        return [self.tell(cohort, match, at, plot) for match, plot in pairs]


def last_year(setting: Setting) -> None:
    """A whole program that is over: what completed relationships look like."""
    now = setting.stage.now
    cohort, registrar = setting.found(
        ProgramOutline(
            "leadership-before",
            f"Leadership {now.year - 1}",
            words.PURPOSES["leadership"],
            (now - timedelta(days=560)).date(),
            ProgramStatus.RUNNING,
        )
    )
    registrar.enroll(setting.managers[:14] + setting.leads[40:46], Side.MENTOR)
    registrar.enroll(setting.staff[:12] + setting.leads[:8], Side.MENTEE)
    at = cohort.day(-8)
    setting.tell_all(cohort, setting.match(cohort, WantedRun(), at), at, casting.LAST_YEAR)
    close(setting.stage.ledger, cohort, (now - timedelta(days=140)).date())


# The program in full swing ------------------------------------------------------------------


def this_year(setting: Setting) -> Enrollment:
    """Half-way through a year; the enrollment of mentor@ in it."""
    now = setting.stage.now
    cohort, registrar = setting.found(
        ProgramOutline(
            "leadership",
            f"Leadership {now.year}",
            words.PURPOSES["leadership"],
            (now - timedelta(days=182)).date(),
            ProgramStatus.RUNNING,
        )
    )
    parts = setting.company.parts
    [tomasz] = registrar.enroll([parts["mentor"]], Side.MENTOR, _has_time)
    [linh] = registrar.enroll([parts["mentee"]], Side.MENTEE, _has_time)
    registrar.enroll(setting.managers[:22] + setting.leads[30:46], Side.MENTOR)
    registrar.enroll(setting.staff[12:57], Side.MENTEE)
    registrar.enroll(setting.staff[90:93], Side.MENTEE, not_admitted)
    registrar.enroll(setting.staff[93:94], Side.MENTEE, not_yet_sent)
    at = cohort.day(-9)
    matches = setting.match(cohort, WantedRun(kept=[(tomasz, linh)]), at)
    stars = [match for match in matches if match.mentee.pk == linh.pk]
    setting.tell(cohort, stars[0], at, starring.tomasz_and_linh)
    others = [match for match in matches if match not in stars]
    pairs = setting.tell_all(cohort, _single_first(others), at, casting.THIS_YEAR)
    _match_again(setting, cohort, pairs, tomasz)
    return tomasz


def _single_first(matches: list[Match]) -> list[Match]:
    """Mentors of one mentee first: the first stories are those of mentors who leave."""
    mentees = Counter(match.mentor.pk for match in matches)
    return sorted(matches, key=lambda match: mentees[match.mentor.pk] > 1)


def _has_time(row: Enrollment) -> None:
    """At the beginning for one person only; whatever the time zone, some hours are shared."""
    row.capacity = 1
    row.availability = PartOfWeek.values
    row.channels = [Channel.VIDEO.value, Channel.IN_PERSON.value]


def _match_again(
    setting: Setting, cohort: Cohort, pairs: Iterable[DemoPair], tomasz: Enrollment
) -> None:
    """Mentees whose first relationship ended find somebody else."""
    free = _near([pair.mentee.enrollment for pair in pairs if _wants_another(pair)], tomasz)
    _leave(setting, pairs)
    at = setting.ago(50)
    matches = setting.match(cohort, WantedRun(mentees=free[1:], without=[tomasz]), at)
    setting.tell_all(cohort, matches, at, casting.MATCHED_AGAIN)
    at = setting.ago(16)
    _offer_second_place(setting, tomasz, at)
    matches = setting.match(cohort, WantedRun(mentees=free[:1], kept=[(tomasz, free[0])]), at)
    for match in matches:
        setting.tell(cohort, match, at, starring.second_mentee)


def _near(people: Iterable[Enrollment], mentor: Enrollment) -> list[Enrollment]:
    """Those first who share the working day of ``mentor``, but not the unit."""

    def distance(row: Enrollment) -> tuple[bool, bool]:
        in_europe = row.user.zone.startswith("Europe")
        return not in_europe, row.user.unit_id == mentor.user.unit_id

    return sorted(people, key=distance)


def _wants_another(pair: DemoPair) -> bool:
    left_behind = pair.record.concluded_kind == ConcludedKind.ADMINISTRATIVE
    return left_behind or pair.mentee.wish == Wish.REMATCH


def _leave(setting: Setting, pairs: Iterable[DemoPair]) -> None:
    """Mentors who have left the organization cannot sign in any more, nor take part anywhere."""
    for pair in pairs:
        if pair.record.concluded_kind == ConcludedKind.ADMINISTRATIVE:
            leaver, at = pair.mentor.user, pair.record.concluded_at or pair.now
            User.objects.filter(pk=leaver.pk).update(is_active=False, sessions_ended=1)
            setting.stage.ledger.note(at, setting.hr, "person.deactivated", leaver)
            _withdraw_everywhere(setting, leaver, at)


def _withdraw_everywhere(setting: Setting, leaver: User, at: datetime) -> None:
    """What ``profiles.leaving`` would have done at that moment."""
    rows = Enrollment.objects.taking_part().filter(user=leaver)
    for row in rows:
        verb = "enrollment.withdrawn"
        setting.stage.ledger.note(at, setting.hr, verb, row, row.program_id)
    rows.update(status=EnrollmentStatus.WITHDRAWN)


def _offer_second_place(setting: Setting, tomasz: Enrollment, at: datetime) -> None:
    Enrollment.objects.filter(pk=tomasz.pk).update(capacity=2)
    verb, program = "enrollment.practicalities_changed", tomasz.program_id
    setting.stage.ledger.note(at - timedelta(days=2), tomasz.user, verb, tomasz, program)


# Just matched -------------------------------------------------------------------------------


def new_managers(setting: Setting) -> None:
    """Matched less than four weeks ago: first sessions, and proposals that wait for an answer."""
    starts_on = (setting.stage.now - timedelta(days=22)).date()
    cohort, registrar = setting.found(
        ProgramOutline(
            "managers",
            f"New managers, {season(starts_on)}",
            words.PURPOSES["managers"],
            starts_on,
            ProgramStatus.RUNNING,
            open_before=45,
            closes_before=8,
        )
    )
    registrar.enroll(setting.managers[22:] + setting.leads[46:55], Side.MENTOR)
    registrar.enroll(setting.leads[:20], Side.MENTEE)
    late = _approved_late(setting.ago(12))
    waiting = registrar.enroll(setting.leads[20:25], Side.MENTEE, late)
    [tomasz] = registrar.enroll([setting.company.parts["mentor"]], Side.MENTOR, late)
    at = setting.ago(24)
    matches = setting.match(cohort, WantedRun(without=[*waiting, tomasz]), at)
    pairs = setting.tell_all(cohort, matches, at, casting.NEW_MANAGERS)
    _propose_again(setting, cohort, pairs, tomasz)
    _propose_to_those_approved_late(setting, cohort, waiting, tomasz)


def _approved_late(at: datetime) -> Callable[[Enrollment], None]:
    def change(row: Enrollment) -> None:
        _has_time(row)
        row.decided_at = at

    return change


def _propose_again(
    setting: Setting, cohort: Cohort, pairs: Iterable[DemoPair], tomasz: Enrollment
) -> None:
    """Whoever was declined gets another proposal, which still waits."""
    refused = [pair for pair in pairs if pair.record.concluded_kind == ConcludedKind.DECLINED]
    at = setting.ago(6)
    wanted = WantedRun(mentees=[pair.mentee.enrollment for pair in refused], without=[tomasz])
    setting.tell_all(cohort, setting.match(cohort, wanted, at), at, casting.WAITING)


def _propose_to_those_approved_late(
    setting: Setting, cohort: Cohort, waiting: list[Enrollment], tomasz: Enrollment
) -> None:
    """Proposals of this week; their first reminders are due now."""
    at, his = setting.ago(3), _near(waiting, tomasz)[0]
    for match in setting.match(cohort, WantedRun(mentees=waiting, kept=[(tomasz, his)]), at):
        is_his = match.mentor.pk == tomasz.pk
        plot = plots.waits_for_mentor if is_his else plots.waits_for_both
        setting.tell(cohort, match, at, plots.with_reminders_due(plot))


# Open for enrollment ------------------------------------------------------------------------


def across_borders(setting: Setting) -> None:
    """People enroll and are approved; the matching has not been run yet."""
    starts_on = (setting.stage.now + timedelta(days=28)).date()
    year = (starts_on + timedelta(days=182)).year
    cohort, registrar = setting.found(
        ProgramOutline(
            "borders",
            f"Across borders {year}",
            words.PURPOSES["borders"],
            starts_on,
            ProgramStatus.OPEN,
            open_before=50,
        )
    )
    cohort.program.choice = Choice.REQUESTS
    came: list[Enrollment] = []
    mentors = iter(setting.managers[22:] + setting.leads[25:30])
    mentees = iter(setting.staff[57:])
    for change, offering, asking in (
        (None, 10, 15),
        (_sent_lately(setting.stage), 2, 3),
        (not_admitted, 0, 1),
        (not_yet_sent, 0, 1),
    ):
        came += registrar.enroll(islice(mentors, offering), Side.MENTOR, change)
        came += registrar.enroll(islice(mentees, asking), Side.MENTEE, change)
    for obstacle in (_speaks_french_only, _writes_only, _is_free_at_night_only):
        [hard_to_match] = registrar.enroll(islice(mentees, 1), Side.MENTEE, obstacle)
    registrar.avoid(hard_to_match, setting.managers[22])
    ledger, now = setting.stage.ledger, setting.stage.now
    invited.who_came(ledger, cohort, [row for row in came if row.status != EnrollmentStatus.DRAFT])
    gone = set(User.objects.filter(is_active=False).values_list("pk", flat=True))
    others = [user for user in setting.leads[30:] if user.pk not in gone]
    invited.who_has_not(ledger, cohort, others, now)
    _ask_for_approval(setting, cohort)
    ledger.write()
    choosing.look_around(setting.stage, cohort)


def _sent_lately(stage: StoryContext) -> Callable[[Enrollment], None]:
    """Sent in the last days; nobody has decided yet."""

    def change(row: Enrollment) -> None:
        not_yet_decided(row)
        row.submitted_at = stage.now - timedelta(minutes=stage.dice.randint(300, 4000))
        row.created_at = row.submitted_at - timedelta(minutes=14)

    return change


def _speaks_french_only(row: Enrollment) -> None:
    row.languages = ["fr"]


def _writes_only(row: Enrollment) -> None:
    row.channels = ["written"]


def _is_free_at_night_only(row: Enrollment) -> None:
    """As seen from where the mentors are."""
    in_asia = row.user.zone.startswith("Asia")
    row.availability = ["mon_am"] if in_asia else ["fri_pm"]


def _ask_for_approval(setting: Setting, cohort: Cohort) -> None:
    """The coordinator is told this morning that people wait."""
    now, to = setting.stage.now, cohort.coordinator
    setting.stage.ledger.add(
        Message(
            kind="profiles.submitted",
            recipient=to,
            dedupe_key=f"profiles.submitted:{cohort.program.pk}:{to.pk}:{now:%Y%m%d}",
            context={"program": str(cohort.program.pk)},
            created_at=now,
            due_at=now,
        )
    )
