"""What an action raises when the domain says no; forms and views show its words to the person."""

from dataclasses import dataclass


class DomainError(Exception):
    """A refusal in plain, translated words, with a stable ``code`` for tests.

    ``field`` is the answer that it is about: a form that has one of this name shows it there.
    """

    def __init__(self, message: object, code: str = "refused", *, field: str = "") -> None:
        super().__init__(str(message))
        self.message = message
        self.code = code
        self.field = field


@dataclass(frozen=True)
class FieldProblem:
    """A refusal that belongs to one field of a form."""

    field: str
    sentence: str
