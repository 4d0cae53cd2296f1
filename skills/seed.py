"""The first skills list, for an organization that has none, as data."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from skills.models import Skill

Words = str | Promise

SKILLS: tuple[tuple[Words, tuple[Words, ...]], ...] = (
    (
        _("Leading people"),
        (
            _("Giving feedback"),
            _("Delegating"),
            _("Leading a team"),
            _("Hiring"),
            _("Developing others"),
            _("Difficult conversations"),
        ),
    ),
    (
        _("Communication"),
        (
            _("Presenting"),
            _("Writing clearly"),
            _("Listening"),
            _("Negotiating"),
            _("Facilitating meetings"),
        ),
    ),
    (
        _("Strategy and decisions"),
        (
            _("Strategic thinking"),
            _("Setting priorities"),
            _("Making decisions under uncertainty"),
            _("Business planning"),
            _("Managing risk"),
        ),
    ),
    (
        _("Projects and delivery"),
        (
            _("Project management"),
            _("Planning and estimating"),
            _("Managing stakeholders"),
            _("Improving processes"),
            _("Procurement"),
        ),
    ),
    (
        _("Change"),
        (
            _("Leading change"),
            _("Working through a reorganization"),
            _("Innovation"),
            _("Learning new ways of working"),
        ),
    ),
    (
        _("Data and technology"),
        (
            _("Data analysis"),
            _("Programming"),
            _("Digital tools"),
            _("Information security"),
            _("Working with artificial intelligence"),
        ),
    ),
    (
        _("Money and customers"),
        (
            _("Budgeting"),
            _("Reading financial reports"),
            _("Customer relations"),
            _("Sales"),
            _("Marketing"),
        ),
    ),
    (
        _("Yourself and your career"),
        (
            _("Career planning"),
            _("Building a network"),
            _("Confidence and presence"),
            _("Managing time and energy"),
            _("Working across cultures"),
        ),
    ),
)


def ensure_skills() -> int:
    """Give an installation without any skills the default vocabulary, in its language.

    A vocabulary that somebody keeps is left alone: what they renamed, merged or left out must not
    come back with the next program. Returns how many skills there are afterwards.
    """
    if Skill.objects.exists():
        return Skill.objects.count()
    with override(settings.LANGUAGE_CODE):
        rows = [Skill(name=str(name), area=str(area)) for area, names in SKILLS for name in names]
    Skill.objects.bulk_create(rows, ignore_conflicts=True)
    return Skill.objects.count()
