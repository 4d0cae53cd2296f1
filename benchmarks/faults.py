"""The fault drill: real servers are killed, stopped and hung while letters go out and pages load.

It has services of its own. Each line is one fault: letters lost and doubled, answers that are no
page, the slowest page meanwhile, and how long after the fault the last letter came, each against
its limit. It ends with 1 when a limit is broken, and takes about four minutes.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass

from benchmarks import fault_rig
from benchmarks.fault_pages import Answers, People
from benchmarks.fault_rig import LEASE_SECONDS, SWEEP_SECONDS, Rig, until
from devtools import processes

LETTERS = 40
INVITATIONS = 3000
FAULT_SECONDS = 5
PAGE_SECONDS = 10
SLOWER_SECONDS = 3
LATE_SECONDS = 45
REMINDER_SECONDS = 15
CROWD_SECONDS = 300
LEGEND = f"""\
Ten people send forms at once during each fault, while others read pages. A limit is broken by
- a letter that is lost or doubled;
- an answer that is no page (while the database is away, a page that says so is one);
- a page {SLOWER_SECONDS} s slower than the slowest one of the first line, where nothing is broken;
- the last letter, or the first moment at which every page is there again, more than
  {LATE_SECONDS} s after the end of the fault;
- one reminder that is {REMINDER_SECONDS} s late behind {INVITATIONS:,} invitations.
The times are those of this machine. Here the outbox is swept every {SWEEP_SECONDS} s, and the lease
of a worker ends after {LEASE_SECONDS} s; in an installation these are 60 s and 600 s.
"""

Fault = Callable[[Rig], AbstractContextManager[None]]
FAULTS: dict[str, Fault] = {
    "nothing broken": fault_rig.nothing_broken,
    "worker killed": fault_rig.worker_killed,
    "broker flushed": fault_rig.broker_flushed,
    "broker stopped": fault_rig.broker_killed,
    "broker hung": lambda rig: fault_rig.hung(rig, "broker"),
    "database killed and restarted": fault_rig.database_killed,
    "database hung": lambda rig: fault_rig.hung(rig, "database"),
    "mail server down": lambda rig: fault_rig.mail_server(rig, "down"),
    "mail server hung": lambda rig: fault_rig.mail_server(rig, "hung"),
}
PAGE = {200}
AWAY = {200, 503}


@dataclass(frozen=True)
class DrillResult:
    """One line of the drill: each figure, and the limit of those that have one above 0."""

    name: str
    letters: int
    lost: int
    doubled: int
    answers: dict[str, int]
    no_page: int
    page_s: float
    page_limit_s: float
    late_s: float
    late_limit_s: float

    @property
    def is_good(self) -> bool:
        nothing = not (self.lost or self.doubled or self.no_page)
        return nothing and self.page_s <= self.page_limit_s and self.late_s <= self.late_limit_s


def run() -> Iterator[DrillResult]:
    """One result for each fault, then for many invitations before one reminder."""
    rig = Rig()
    try:
        rig.start()
        import django

        django.setup()
        people = People(rig.address)
        people.use_the_site(FAULT_SECONDS)  # the first pages of a process are slow
        drill = Drill(rig, people)
        for name, fault in FAULTS.items():
            yield drill.suffer(name, fault)
        yield drill.suffer_a_crowd()
    finally:
        rig.stop()


class Drill:
    """Letters and people, one fault after the other. The first result sets a limit."""

    def __init__(self, rig: Rig, people: People) -> None:
        self.rig, self.people = rig, people
        self.page_limit: float | None = None

    def suffer(self, name: str, fault: Fault) -> DrillResult:
        """Letters are due, the fault comes, people use the site, and it goes again."""
        from benchmarks.fault_sink import REMINDER

        letters = _post(name, REMINDER, LETTERS)
        with fault(self.rig):
            answers = self.people.use_the_site(FAULT_SECONDS)
        late = _seconds_until(
            lambda: not self._unsent(letters) and self.people.are_well(), LATE_SECONDS
        )
        pages = AWAY if name.startswith("database") else PAGE
        result = self._result(name, letters, answers, pages, (late, LATE_SECONDS))
        self.page_limit = self.page_limit or result.page_s + SLOWER_SECONDS
        return result

    def suffer_a_crowd(self) -> DrillResult:
        """Thousands of invitations are going out when one reminder is due; all arrive."""
        from benchmarks.fault_sink import INVITATION, REMINDER

        invitations = _post("crowd", INVITATION, INVITATIONS)
        until(lambda: self._unsent(invitations) < INVITATIONS, LATE_SECONDS)
        reminder = _post("reminder", REMINDER, 1)
        late = _seconds_until(lambda: not self._unsent(reminder), REMINDER_SECONDS)
        behind = self._unsent(invitations)
        answers = self.people.use_the_site(FAULT_SECONDS)
        until(lambda: not self._unsent(invitations), CROWD_SECONDS)
        name, letters = f"a reminder, {behind:,} waiting", [*invitations, *reminder]
        return self._result(name, letters, answers, PAGE, (late, REMINDER_SECONDS))

    def _unsent(self, letters: list[str]) -> int:
        return sum(not (self.rig.box / f"{letter}.mail").exists() for letter in letters)

    def _result(
        self,
        name: str,
        letters: list[str],
        answers: Answers,
        pages: set[int],
        late: tuple[float, float],
    ) -> DrillResult:
        mails = [self.rig.box / f"{letter}.mail" for letter in letters]
        return DrillResult(
            name=name,
            letters=len(letters),
            lost=self._unsent(letters),
            doubled=sum(len(mail.read_text().split()) - 1 for mail in mails if mail.exists()),
            answers={str(status): number for status, number in answers.statuses.items()},
            no_page=answers.unexpected(pages),
            page_s=round(answers.slowest, 2),
            page_limit_s=round(self.page_limit or PAGE_SECONDS, 2),
            late_s=round(late[0], 1),
            late_limit_s=late[1],
        )


def _post(name: str, kind: str, count: int) -> list[str]:
    """Write rows that are due, with no hint to a worker; the names of the files of their mails."""
    from django.db import connection

    from accounts.models import User
    from core import clock
    from notifications import kinds, mail
    from notifications.models import Lane, Message

    person = User.objects.filter(email="drill@example.org").first()
    person = person or User.objects.create_user("drill@example.org", full_name="A Person")
    lane = Lane.BULK if count > LETTERS else kinds.lane(kind)
    values = {"kind": kind, "recipient": person, "due_at": clock.now(), "lane": lane}
    rows = [Message(dedupe_key=f"{name}:{number}", **values) for number in range(count)]
    Message.objects.bulk_create(rows, batch_size=500)
    connection.close()  # the next fault may be the end of it
    return [mail.identity(row).strip("<>").split("@")[0] for row in rows]


def _seconds_until(condition: Callable[[], bool], limit: float) -> float:
    """How long it takes; somewhat more than ``limit`` where it does not come."""
    started = time.monotonic()
    until(condition, limit + 15)
    return time.monotonic() - started


HEAD = ("letters", "lost", "doubled", "answers", "no page", "slowest page", "well after", "")
ROW = "{:<30}{:>8}{:>5}{:>8}{:>8}{:>8}{:>13}{:>13}{:>7}"


def _row(result: DrillResult) -> str:
    """A line of the table, with the limit beside each time."""
    return ROW.format(
        result.name,
        result.letters,
        result.lost,
        result.doubled,
        sum(result.answers.values()),
        result.no_page,
        f"{result.page_s:.1f} / {result.page_limit_s:.1f} s",
        f"{result.late_s:.1f} / {result.late_limit_s:.0f} s",
        "good" if result.is_good else "BROKEN",
    )


def _in_table(results: Iterator[DrillResult]) -> Iterator[DrillResult]:
    """Show each result as it comes, for people."""
    print(LEGEND, ROW.format("", *HEAD), sep="\n", flush=True)
    started = time.monotonic()
    for result in results:
        print(_row(result), flush=True)
        yield result
    print(f"\nThe drill took {time.monotonic() - started:.0f} s.")


def _in_json(results: Iterator[DrillResult]) -> Iterator[DrillResult]:
    """Show each result as one JSON object."""
    for result in results:
        print(json.dumps(asdict(result) | {"good": result.is_good}), flush=True)
        yield result


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev bench faults", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    shown = _in_json if parser.parse_args().json else _in_table
    broken = [result for result in shown(run()) if not result.is_good]
    return 1 if broken else 0


if __name__ == "__main__":
    processes.stop_on_signals()
    sys.exit(main())
