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

# The names Windows and its directory services export, after Unicode's windowsZones table.
WINDOWS = {
    "afghanistan standard time": "Asia/Kabul",
    "alaskan standard time": "America/Anchorage",
    "arab standard time": "Asia/Riyadh",
    "arabian standard time": "Asia/Dubai",
    "argentina standard time": "America/Argentina/Buenos_Aires",
    "atlantic standard time": "America/Halifax",
    "aus central standard time": "Australia/Darwin",
    "aus eastern standard time": "Australia/Sydney",
    "bangladesh standard time": "Asia/Dhaka",
    "canada central standard time": "America/Regina",
    "cen. australia standard time": "Australia/Adelaide",
    "central america standard time": "America/Guatemala",
    "central europe standard time": "Europe/Budapest",
    "central european standard time": "Europe/Warsaw",
    "central pacific standard time": "Pacific/Guadalcanal",
    "central standard time": "America/Chicago",
    "central standard time (mexico)": "America/Mexico_City",
    "china standard time": "Asia/Shanghai",
    "e. africa standard time": "Africa/Nairobi",
    "e. australia standard time": "Australia/Brisbane",
    "e. europe standard time": "Europe/Chisinau",
    "e. south america standard time": "America/Sao_Paulo",
    "eastern standard time": "America/New_York",
    "egypt standard time": "Africa/Cairo",
    "fle standard time": "Europe/Kyiv",
    "gmt standard time": "Europe/London",
    "greenwich standard time": "Atlantic/Reykjavik",
    "gtb standard time": "Europe/Bucharest",
    "hawaiian standard time": "Pacific/Honolulu",
    "india standard time": "Asia/Kolkata",
    "iran standard time": "Asia/Tehran",
    "israel standard time": "Asia/Jerusalem",
    "korea standard time": "Asia/Seoul",
    "mountain standard time": "America/Denver",
    "myanmar standard time": "Asia/Yangon",
    "nepal standard time": "Asia/Kathmandu",
    "new zealand standard time": "Pacific/Auckland",
    "newfoundland standard time": "America/St_Johns",
    "pacific sa standard time": "America/Santiago",
    "pacific standard time": "America/Los_Angeles",
    "pakistan standard time": "Asia/Karachi",
    "romance standard time": "Europe/Paris",
    "russian standard time": "Europe/Moscow",
    "sa pacific standard time": "America/Bogota",
    "se asia standard time": "Asia/Bangkok",
    "singapore standard time": "Asia/Singapore",
    "south africa standard time": "Africa/Johannesburg",
    "sri lanka standard time": "Asia/Colombo",
    "taipei standard time": "Asia/Taipei",
    "tasmania standard time": "Australia/Hobart",
    "tokyo standard time": "Asia/Tokyo",
    "turkey standard time": "Europe/Istanbul",
    "us eastern standard time": "America/Indiana/Indianapolis",
    "us mountain standard time": "America/Phoenix",
    "utc": "UTC",
    "w. australia standard time": "Australia/Perth",
    "w. central africa standard time": "Africa/Lagos",
    "w. europe standard time": "Europe/Berlin",
    "west asia standard time": "Asia/Tashkent",
}

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
    return _by_name().get(key) or WINDOWS.get(key) or CITIES.get(key) or _by_city().get(key)


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
def _by_name() -> dict[str, str]:
    return {name.replace("_", " ").casefold(): name for name in available_timezones()}


@lru_cache(maxsize=1)
def _by_city() -> dict[str, str]:
    """Cities that name exactly one zone."""
    last_words: dict[str, list[str]] = {}
    for name in _zones_of_countries():
        last_words.setdefault(name.rsplit("/", 1)[-1].replace("_", " ").casefold(), []).append(name)
    return {word: names[0] for word, names in last_words.items() if len(names) == 1}
