"""What a letter about choosing is about: a request or an introductory talk."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from core import dates
from core.web import absolute_url
from matching import format_words
from matching.models.runs import IntroTalk, MentorRequest
from notifications.kinds import Link

Asked = TypeVar("Asked", MentorRequest, IntroTalk)


@dataclass(frozen=True)
class ChoiceContext(Generic[Asked]):
    """What was asked for, its names, and the words of the program's format."""

    asked: Asked

    @property
    def words(self) -> format_words.MatchingWords:
        return format_words.of(self.asked.mentor.program.format)

    @property
    def names(self) -> dict[str, str]:
        return {
            "mentor": str(self.asked.mentor.user),
            "mentee": str(self.asked.mentee.user),
            "program": str(self.asked.mentor.program),
            "day": dates.day(self.asked.answer_until),
        }

    def link(self, label: str, route: str) -> Link:
        """A button to a page of the program."""
        return Link(label, absolute_url(route, program=self.asked.mentor.program_id))
