"""What the engine found, in words for coordinators and HR admins."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.models.runs import RunStage
from profiles.match_reasons import labels
from profiles.models import Channel, Function, LearningFocus, Situation, Style

Params = Mapping[str, Any]
Note = Mapping[str, Any]
Words = Callable[[Params, str], str]


def reason_words(notes: Iterable[Note], mentor: str) -> list[str]:
    """What speaks for a pair; ``mentor`` is what to call the mentor."""
    return _written(notes, REASONS, mentor)


def concern_words(notes: Iterable[Note], mentor: str) -> list[str]:
    """What to think about before the two are told."""
    return _written(notes, CONCERNS, mentor)


def why_words(notes: Iterable[Note], person: str) -> list[str]:
    """Why ``person`` has no partner."""
    return _written(notes, WHY, person)


def help_words(notes: Iterable[Note], person: str) -> list[str]:
    """What would give ``person`` a partner."""
    return _written(notes, HELP, person)


def rule_words(rule: str) -> str:
    """Why two people cannot be paired, as the end of a sentence."""
    return str(RULES[rule]() if rule in RULES else _("this match is not available"))


def stage_words(stage: str) -> str:
    """What a run does while it is at ``stage``, fit for every format."""
    return str(STAGES[stage]() if stage in STAGES else RunStage(stage).label)


def left_out_words() -> str:
    """Why publishing left a pair out: the same words for every reason, so that none can be told
    from another."""
    return _("no longer possible")


def rule_name(rule: str) -> str:
    """What a rule asks of a pair, as the head of a line."""
    return str(RULE_NAMES[rule]())


def _written(notes: Iterable[Note], words: Mapping[str, Words], name: str) -> list[str]:
    known = [note for note in notes if note["code"] in words]
    return [words[note["code"]](note.get("params", {}), name) for note in known]


def _listed(choices: type[TextChoices], sentence: Callable[[], str]) -> Words:
    def words(params: Params, name: str) -> str:
        return sentence() % {"name": name, "list": labels(choices, params["keys"])}

    return words


def _fixed(sentence: Callable[[], str]) -> Words:
    return lambda params, name: sentence() % {**params, "name": name}


STAGES: dict[str, Callable[[], str]] = {
    RunStage.RULES: lambda: _("Comparing everybody with everybody else, and applying the rules"),
    RunStage.PAIRS: lambda: _("Finding the best matches overall"),
}


# Reasons -------------------------------------------------------------------------------------


def _practical(params: Params, name: str) -> str:
    hours = params["hours"]
    ways = labels(Channel, params["channels"])
    return ngettext(
        "%(hours)d hour a week free in common; %(list)s",
        "%(hours)d hours a week free in common; %(list)s",
        hours,
    ) % {"hours": hours, "list": ways}


REASONS: dict[str, Words] = {
    "skill": _fixed(
        lambda: _(
            "%(skill)s: wants to get from level %(now)d to %(target)d, and %(name)s is at %(has)d"
        )
    ),
    "two_way": _fixed(lambda: _("%(name)s wants to learn %(skill)s, and can do so here")),
    "situation": _listed(Situation, lambda: _("%(name)s has lived through it: %(list)s")),
    "learning_focus": _listed(LearningFocus, lambda: _("both care about: %(list)s")),
    "functions": _listed(Function, lambda: _("offers the support hoped for: %(list)s")),
    "style": _listed(Style, lambda: _("both like to work this way: %(list)s")),
    "same_field": _fixed(lambda: _("the same field, as wished")),
    "different_field": _fixed(lambda: _("another field, as wished")),
    "practical": _practical,
}


# Concerns ------------------------------------------------------------------------------------


def _few_hours(params: Params, name: str) -> str:
    hours, minutes = divmod(params["minutes"], 60)
    return _("only %(time)s h in common a week") % {"time": f"{hours}:{minutes:02}"}


def _uncovered(params: Params, name: str) -> str:
    return ngettext(
        "covers %(covered)d of %(wanted)d wanted skill",
        "covers %(covered)d of %(wanted)d wanted skills",
        params["wanted"],
    ) % dict(params)


CONCERNS: dict[str, Words] = {
    "skills_uncovered": _uncovered,
    "few_hours": _few_hours,
    "unknown_languages": _fixed(lambda: _("languages not known")),
    "unknown_channels": _fixed(lambda: _("channels not known")),
    "unknown_slots": _fixed(lambda: _("free times not known")),
    "field_wish_missed": _fixed(lambda: _("not the field they asked for")),
    "weak_fit": _fixed(lambda: _("a weak fit")),
}


# Rules ---------------------------------------------------------------------------------------

RULES: dict[str, Callable[[], str]] = {
    "line": lambda: _("they are in the same reporting line"),
    "unavailable": lambda: _("this match is not available"),
    "rejected": lambda: _("you ruled this match out"),
    "language": lambda: _("they share no language"),
    "channel": lambda: _("no way of meeting suits both"),
    "distance": lambda: _("they could only meet in person, and are in different places"),
    "time": lambda: _("they are not free at the same time for long enough"),
    "full": lambda: _("there is no place left"),
    "no_place_left": lambda: _("one of them has no place left"),
    "not_approved": lambda: _("one of them is not approved any more"),
    "already_open": lambda: _("they are already mentoring together"),
    "pinned_elsewhere": lambda: _("one of them is kept together with somebody else"),
    "missing": lambda: _("one of them is not looking for a match now, or has one"),
    "in_contact": lambda: _("one of them has a live request or introductory talk"),
}


RULE_NAMES: dict[str, Callable[[], str]] = {
    "line": lambda: _("Nobody in the same reporting line"),
    "unavailable": lambda: _("Only people who are available"),
    "rejected": lambda: _("No match you ruled out"),
    "language": lambda: _("A language in common"),
    "channel": lambda: _("A way of meeting in common"),
    "distance": lambda: _("The same place for people who only meet in person"),
    "time": lambda: _("Enough free time in common"),
    "weak": lambda: _("No weak match"),
}


# Nobody found --------------------------------------------------------------------------------


def _mentors_excluded(rule: str, count: int) -> str:
    return {
        "line": ngettext(
            "%(count)d is in the reporting line", "%(count)d are in the reporting line", count
        ),
        "unavailable": ngettext("%(count)d is not available", "%(count)d are not available", count),
        "rejected": ngettext(
            "%(count)d was ruled out by you", "%(count)d were ruled out by you", count
        ),
        "language": ngettext("%(count)d shares no language", "%(count)d share no language", count),
        "channel": ngettext(
            "%(count)d has no way of meeting in common",
            "%(count)d have no way of meeting in common",
            count,
        ),
        "distance": ngettext(
            "%(count)d could only meet in person, in another place",
            "%(count)d could only meet in person, in another place",
            count,
        ),
        "time": ngettext(
            "%(count)d is not free at the same time",
            "%(count)d are not free at the same time",
            count,
        ),
        "full": ngettext("%(count)d is full", "%(count)d are full", count),
        "weak": ngettext("%(count)d would be a weak fit", "%(count)d would be weak fits", count),
    }[rule] % {"count": count}


def _census(params: Params, name: str) -> str:
    total, rules = params["total"], params["rules"]
    if not total:
        return _nobody(params)
    parts = ", ".join(_mentors_excluded(rule, count) for rule, count in rules.items())
    counted = _census_head(params) % {"total": total, "name": name}
    return f"{counted} {parts}."


def _nobody(params: Params) -> str:
    if params["of"] == "mentors":
        return _("Nobody who offers a place is approved in this program yet.")
    return _("Nobody is waiting in this program.")


def _census_head(params: Params) -> str:
    if params["of"] == "mentors":
        return ngettext(
            "Of %(total)d person who offers a place,",
            "Of %(total)d people who offer a place,",
            params["total"],
        )
    return ngettext(
        "Of %(total)d person who is waiting,",
        "Of %(total)d people who are waiting,",
        params["total"],
    )


def _competition(params: Params, name: str) -> str:
    fitting = ngettext(
        "%(eligible)d person could work with %(name)s, but all places went to better-fitting"
        " matches.",
        "%(eligible)d people could work with %(name)s, but all places went to better-fitting"
        " matches.",
        params["eligible"],
    ) % {"eligible": params["eligible"], "name": name}
    return f"{fitting} {_competing(params)}"


def _competing(params: Params) -> str:
    mentees = ngettext("%(count)d person", "%(count)d people", params["mentees"])
    places = ngettext("%(count)d place", "%(count)d places", params["places"])
    return _("%(mentees)s compete for %(places)s.") % {
        "mentees": mentees % {"count": params["mentees"]},
        "places": places % {"count": params["places"]},
    }


def _spare(params: Params, name: str) -> str:
    return ngettext(
        "%(possible)d person could have been matched but has another match in this run."
        " %(name)s’s place stays free for the next one.",
        "%(possible)d people could have been matched but have another match in this run."
        " %(name)s’s place stays free for the next one.",
        params["possible"],
    ) % {"possible": params["possible"], "name": name}


WHY: dict[str, Words] = {"census": _census, "competition": _competition, "spare": _spare}


# What would help -----------------------------------------------------------------------------


def _frees(one: Callable[[int], str]) -> Words:
    return lambda params, name: one(params["frees"]) % {"count": params["frees"], "name": name}


def _more_places(params: Params, name: str) -> str:
    return ngettext(
        "%(count)d more place among these people, or one more person with a place.",
        "%(count)d more places among these people, or as many more people with a place.",
        params["missing"],
    ) % {"count": params["missing"]}


HELP: dict[str, Words] = {
    "help_place": _more_places,
    "help_full": _frees(
        lambda n: ngettext(
            "One more place would be enough: %(count)d person fits but is full.",
            "One more place would be enough: %(count)d people fit but are full.",
            n,
        )
    ),
    "help_language": _frees(
        lambda n: ngettext(
            "A common language would make %(count)d more match possible. Has %(name)s"
            " listed all their languages?",
            "A common language would make %(count)d more matches possible. Has %(name)s"
            " listed all their languages?",
            n,
        )
    ),
    "help_channel": _frees(
        lambda n: ngettext(
            "Another way of meeting makes %(count)d more match possible.",
            "Another way of meeting makes %(count)d more matches possible.",
            n,
        )
    ),
    "help_distance": _frees(
        lambda n: ngettext(
            "Meeting by video, phone or in writing makes %(count)d more match possible.",
            "Meeting by video, phone or in writing makes %(count)d more matches possible.",
            n,
        )
    ),
    "help_time": _frees(
        lambda n: ngettext(
            "More free time in the week makes %(count)d more match possible. "
            "Ask %(name)s for other half-days.",
            "More free time in the week makes %(count)d more matches possible. "
            "Ask %(name)s for other half-days.",
            n,
        )
    ),
    "help_rejected": _frees(
        lambda n: ngettext(
            "Undoing your decision would make %(count)d more match possible.",
            "Undoing your decisions would make %(count)d more matches possible.",
            n,
        )
    ),
}
