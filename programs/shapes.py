"""What follows from the shape of a relationship: how many belong to it and what it goes through.

Numbers: the formats of the domain (a mentor with 3 to 8 mentees; 4 to 10 peers in a circle).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from programs.models import Shape


@dataclass(frozen=True)
class ShapeRules:
    """``fewest`` to ``most`` members begin; with fewer than ``fewest_left`` it cannot go on."""

    fewest: int
    most: int
    fewest_left: int
    has_phases: bool = True


SHAPES: Mapping[str, ShapeRules] = {
    Shape.PAIR: ShapeRules(fewest=2, most=2, fewest_left=2),
    Shape.GROUP: ShapeRules(fewest=4, most=9, fewest_left=3),
    Shape.CIRCLE: ShapeRules(fewest=4, most=10, fewest_left=3),
    Shape.TALK: ShapeRules(fewest=2, most=2, fewest_left=2, has_phases=False),
}
