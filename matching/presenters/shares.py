"""How a fit comes about, criterion by criterion."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from matching.engine.scoring import counted
from matching.models.runs import MatchRun, Proposal
from programs import formats
from programs.models import CriterionKey


@dataclass(frozen=True)
class CriterionShare:
    """One criterion's part of a fit: "7 of 10" points, and how much of them that is, in percent."""

    label: str
    words: str
    percent: str


def shares(proposal: Proposal) -> list[CriterionShare]:
    """The criteria the run weighed; ``proposal`` comes with its run."""
    contributions: Mapping[str, int] = proposal.contributions
    most = quotas_of(proposal.run)
    weighed = [key for key in CriterionKey if most.get(key)]
    return [
        CriterionShare(
            label=formats.criterion(proposal.run.program.format, key),
            words=_points(contributions.get(key, 0), most[key]),
            percent=f"{100 * contributions.get(key, 0) // most[key]}%",
        )
        for key in weighed
    ]


def quotas_of(run: MatchRun) -> dict[str, int]:
    """How much each criterion could give in ``run``, in hundredths of a point."""
    return counted(run.parameters["weights"], run.parameters.get("constant", ()))


def constant_words(run: MatchRun) -> list[str]:
    """The criteria that were weighed and counted for nothing, because they told no pairs apart."""
    weights, most = run.parameters["weights"], quotas_of(run)
    return [
        formats.criterion(run.program.format, key)
        for key in CriterionKey
        if weights.get(key) and not most[key]
    ]


def _points(hundredths: int, most: int) -> str:
    return _("%(points)s of %(most)s") % {
        "points": round(hundredths / 100),
        "most": round(most / 100),
    }
