"""The pairs of a run: what was asked for, answered by the database a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from core import search
from matching.models.runs import Decision, MatchRun, Proposal
from matching.results import WEAK_NOTE
from profiles.models import Enrollment

PAIRS_A_PAGE = 20

SHOWN = ("", "concerns", "weak", "changed", "ruled", "draft", "told")
ORDERS: Mapping[str, Sequence[str]] = {
    "": ("place", "-fit", "pk"),
    "weakest": ("-place", "fit", "pk"),
    "mentee": ("mentee__user__full_name", "place"),
    "mentor": ("mentor__user__full_name", "place"),
}


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What somebody asked to see; what makes no sense is read as no wish."""

    q: str = ""
    show: str = ""
    order: str = ""

    @classmethod
    def read(cls, data: Mapping[str, str]) -> "ListFilter":
        """From the query of an address or a posted form, whatever somebody typed there."""
        show, order = data.get("show", ""), data.get("order", "")
        return cls(
            q=clean_query(data.get("q", "")),
            show=show if show in SHOWN else "",
            order=order if order in ORDERS else "",
        )

    @property
    def chosen(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def query(self) -> str:
        return urlencode(self.chosen)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.q or self.show)

    def rows(self, run: MatchRun) -> QuerySet[Proposal]:
        """The pairs of ``run`` that were asked for, in the order that was asked for."""
        rows = Proposal.objects.filter(_shown(self.show), run=run)
        if self.q:
            people = Enrollment.objects.filter(named(self.q, "user"), program=run.program_id)
            ids = people.order_by().values("pk")
            rows = rows.filter(Q(mentee__in=ids) | Q(mentor__in=ids))
        return rows.order_by(*ORDERS[self.order])


def clean_query(text: str) -> str:
    """What was typed into the search field."""
    return search.typed(text)


def named(words: str, person: str) -> Q:
    """Whose name has all ``words`` in it, nobody when they are refused; ``person``: the way to the
    user."""
    found = Q()
    if search.refusal(words):
        return Q(pk__in=[])
    for word in words.split():
        found &= Q(**{f"{person}__full_name__icontains": word})
    return found


def _ruled() -> QuerySet[Decision]:
    """What is ruled about the pair of a row."""
    return Decision.objects.filter(mentor=OuterRef("mentor"), mentee=OuterRef("mentee"))


def _shown(show: str) -> Q:
    return {
        "": Q(),
        "concerns": Q(has_concerns=True),
        "weak": Q(concerns__contains=[{"code": WEAK_NOTE}]),
        "changed": ~Q(change=""),
        "ruled": Q(Exists(_ruled())),
        "draft": Q(relationship=None, left_out=""),
        "told": Q(relationship__isnull=False),
    }[show]


@dataclass(frozen=True)
class Found:
    """A page of what was asked for, and its proposals with their people and ``ruling``; ``ruled``:
    how many pairs of the run a coordinator has decided on."""

    page: "Page[Any]"
    proposals: Sequence[Proposal]
    ruled: int = 0


def find(run: MatchRun, wanted: ListFilter, number: str) -> Found:
    """The page ``number`` of the pairs. All of them were counted when the run was made."""
    pages = Paginator(wanted.rows(run), PAIRS_A_PAGE)
    if not wanted.is_narrowed:
        vars(pages)["count"] = int(run.summary["pairs"])
    page = pages.get_page(number)
    proposals = _with_people(page.object_list, wanted.order, run)
    ruled = vars(proposals[0])["ruled"] or 0 if proposals else _count("ruled", run)
    return Found(page, proposals, ruled)


def _with_people(slice_of_rows: Any, order: str, run: MatchRun) -> list[Proposal]:
    """The people are joined to the rows of one page, not to all rows of the run. Each row brings
    how many are ``ruled``, which saves a question."""
    all_ruled = Proposal.objects.filter(_shown("ruled"), run=run).order_by().values("run")
    rows = Proposal.objects.filter(pk__in=slice_of_rows.values("pk"))
    joined = rows.select_related("mentor__user", "mentee__user", "before__user", "relationship")
    return list(
        joined.annotate(
            ruling=Subquery(_ruled().values("ruling")),
            ruled=Subquery(all_ruled.annotate(n=Count("pk")).values("n")),
        ).order_by(*ORDERS[order])
    )


def choices(
    run: MatchRun, wanted: ListFilter, ruled: int
) -> dict[str, list[tuple[str, str, bool]]]:
    """What the two menus above the list offer: value, words, whether it is chosen."""
    return {
        "show": [(key, words, key == wanted.show) for key, words in _show_words(run, ruled)],
        "order": [(key, words, key == wanted.order) for key, words in _order_words()],
    }


def _show_words(run: MatchRun, ruled: int) -> list[tuple[str, str]]:
    summary: dict[str, Any] = run.summary
    changed = summary["changed"]
    words = [
        ("", _("All matches")),
        ("concerns", _("With something to think about (%d)") % summary["concerned"]),
        ("weak", _("Weak (%d)") % summary["weak"]),
        ("ruled", _("Decided by a coordinator (%d)") % ruled),
    ]
    if changed:
        words.append(("changed", _("Changed (%d)") % (changed["moved"] + changed["new"])))
    if run.told and run.published_at is None:
        words.append(("draft", _("Still a draft (%d)") % _count("draft", run)))
        words.append(("told", _("Published (%d)") % _count("told", run)))
    return words


def _count(show: str, run: MatchRun) -> int:
    """Of what changes after the run was made, and so is not in its summary."""
    return Proposal.objects.filter(_shown(show), run=run).count()


def _order_words() -> list[tuple[str, str]]:
    return [
        ("", _("Best fit first")),
        ("weakest", _("Weakest fit first")),
        ("mentee", _("By name")),
        ("mentor", _("By name of the other")),
    ]
