"""Who reads what members write: keys of the line under a field."""

from typing import TypeVar

from django.forms import BaseForm

from core.forms import read_by
from programs.models import Shape
from relationships.models import Relationship

AnyForm = TypeVar("AnyForm", bound=BaseForm)


def of_all(relationship: Relationship) -> str:
    """What everybody who belongs to it reads."""
    return "members" if relationship.is_many else "pair"


def of_support(relationship: Relationship) -> str:
    """Support given: both of a pair; among several whoever gave it and whoever noted it."""
    return "giver" if relationship.is_many else "pair"


def of_goals(relationship: Relationship) -> str:
    """Goals, and what hangs on them: both of a pair; in a group owner and mentor until shared."""
    return {Shape.GROUP.value: "owner", Shape.CIRCLE.value: "author"}.get(
        relationship.shape, "pair"
    )


def fitted(form: AnyForm, readers: str, instead_of: str = "pair") -> AnyForm:
    """The same form, whose fields for the pair are read by ``readers``."""
    for field in form.fields.values():
        if vars(field).get("readers") == instead_of:
            read_by(readers, field)
    return form
