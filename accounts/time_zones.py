"""Time zones as people know them: by region and city, by Windows name, by the nearest spelling."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext_lazy as _
from tzlocal.windows_tz import win_tz

from core import clock

REGIONS = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Arctic": _("Arctic"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific"),
    "UTC": _("No region"),
}

LONGEST = 64
"""Characters of a name that is looked up; none has as many."""

# Cities people write that have no zone of their own name; each lies in one zone only.
CITIES = {
    "hanoi": "Asia/Ho_Chi_Minh",
    "ha noi": "Asia/Ho_Chi_Minh",
    "saigon": "Asia/Ho_Chi_Minh",
    "da nang": "Asia/Ho_Chi_Minh",
    "milan": "Europe/Rome",
    "milano": "Europe/Rome",
    "roma": "Europe/Rome",
    "turin": "Europe/Rome",
    "warszawa": "Europe/Warsaw",
    "krakow": "Europe/Warsaw",
    "gdansk": "Europe/Warsaw",
    "bergen": "Europe/Oslo",
    "trondheim": "Europe/Oslo",
    "stavanger": "Europe/Oslo",
    "frankfurt": "Europe/Berlin",
    "munich": "Europe/Berlin",
    "geneva": "Europe/Zurich",
    "bangalore": "Asia/Kolkata",
    "bengaluru": "Asia/Kolkata",
    "mumbai": "Asia/Kolkata",
    "delhi": "Asia/Kolkata",
    "beijing": "Asia/Shanghai",
    "san francisco": "America/Los_Angeles",
    "seattle": "America/Los_Angeles",
    "boston": "America/New_York",
    "gmt": "UTC",
    "z": "UTC",
}


@lru_cache(maxsize=4096)
def recognize(text: str) -> str | None:
    """The IANA name that ``text`` certainly means, or None when it may mean several or nothing."""
    key = " ".join(text.replace("_", " ").casefold().split())
    return _by_name().get(key) or _of_windows().get(key) or CITIES.get(key) or _by_city().get(key)


def of_location(location: str) -> str:
    """The IANA name of the zone a location certainly lies in, read from its first or last part
    ("Oslo", "Rome, Italy"); "" where that is not certain."""
    parts = [part for part in re.split(r"[,;/()–-]", location) if part.strip()]
    found = {zone for part in (location, *parts) if (zone := recognize(part[:LONGEST]))}
    return found.pop() if len(found) == 1 else ""


def suggest(text: str) -> tuple[str, ...]:
    """Up to three IANA names spelled much like ``text``, best first."""
    key = " ".join(text[:100].replace("_", " ").casefold().split())
    near = get_close_matches(key, [*_by_name(), *_by_city()], n=6, cutoff=0.72)
    return tuple(dict.fromkeys(_by_name().get(name) or _by_city()[name] for name in near))[:3]


def choices(current: str) -> list[tuple[str, Any]]:
    """Zones by region for a select, each with its local time; with ``current``, if it exists. While
    there is none, the first choice is to say nothing."""
    names = sorted({*_zones_of_countries(), "UTC", *({current} & available_timezones())})
    regions = groupby(names, key=lambda name: name.split("/")[0])
    known = [(str(REGIONS.get(region, region)), list(_labels(group))) for region, group in regions]
    return known if current else [("", str(_("Not known yet"))), *known]


def city(name: str) -> str:
    """The place in an IANA name, as people write it."""
    return name.split("/", 1)[-1].replace("/", ", ").replace("_", " ")


def _labels(names: Iterator[str]) -> Iterator[tuple[str, str]]:
    now = clock.now()
    for name in names:
        yield name, f"{city(name)} ({now.astimezone(ZoneInfo(name)):%H:%M})"


@lru_cache(maxsize=1)
def _zones_of_countries() -> tuple[str, ...]:
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    return tuple(line.split("\t")[2] for line in table.splitlines() if not line.startswith("#"))


@lru_cache(maxsize=1)
def _of_windows() -> dict[str, str]:
    """The names Windows and its directory services export, after Unicode's windowsZones table.

    The table keeps names that IANA has replaced since ("Asia/Calcutta"); people read today's.
    """
    lines = (files("tzdata") / "zoneinfo" / "tzdata.zi").read_text(encoding="utf-8").splitlines()
    links = (line.split()[1:] for line in lines if line.startswith("L "))
    renamed = {former: name for name, former in links if name in _zones_of_countries()}
    known = dict.fromkeys(_zones_of_countries())
    return {
        name.casefold(): zone if zone in known else renamed.get(zone, zone)
        for name, zone in win_tz.items()
    }


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    return {name.replace("_", " ").casefold(): name for name in available_timezones()}


@lru_cache(maxsize=1)
def _by_city() -> dict[str, str]:
    """Cities that name exactly one zone."""
    last_words: dict[str, list[str]] = {}
    for name in _zones_of_countries():
        last_words.setdefault(name.rsplit("/", 1)[-1].replace("_", " ").casefold(), []).append(name)
    return {word: names[0] for word, names in last_words.items() if len(names) == 1}
