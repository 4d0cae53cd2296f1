"""Collects a whole record for one member: the same for the page, the text and the data."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _

from core.dates import day
from relationships.models import Membership
from sessions.models import SharedFile
from workspace.export import agreed, meetings
from workspace.export.parts import ExportEntry, ExportSection, facts, without_empty
from workspace.record import RelationshipRecord


@dataclass
class Whole:
    """Everything ``record.mine`` may read, at ``now``; never what the others keep to themselves."""

    record: RelationshipRecord
    now: datetime

    @property
    def mine(self) -> Membership:
        return self.record.mine

    @property
    def title(self) -> str:
        return self.record.title

    @cached_property
    def about(self) -> tuple[str, ...]:
        """Who they are, where, since when, and how it stands."""
        found = self.record.relationship
        present = (one for one in self.record.members if one.is_present)
        people = (f"{one.user} ({one.role_name})" for one in present)
        since = found.started_at and _("since %(day)s") % {"day": day(found.started_at)}
        until = found.expected_end_on and _("until %(day)s") % {"day": day(found.expected_end_on)}
        return facts(
            ", ".join(people),
            found.program,
            since,
            until,
            found.get_status_display(),
            found.phase and found.get_phase_display(),
            found.outcome and found.get_outcome_display(),
        )

    @cached_property
    def files(self) -> list[SharedFile]:
        return list(self.record.relationship.files.select_related("by__user"))

    @cached_property
    def sections(self) -> list[ExportSection]:
        """What there is, in the order in which people look back; nothing empty."""
        return without_empty(
            [
                agreed.agreements(self.record),
                agreed.goals(self.record),
                agreed.skills(self.record),
                agreed.support(self.record),
                meetings.sessions(self.mine),
                meetings.actions(self.mine),
                agreed.closings(self.record),
                agreed.story(self.record),
                agreed.later(self.record),
                meetings.answers(self.mine),
                ExportSection("files", _("Files"), tuple(_file(file) for file in self.files)),
                agreed.proposals(self.record),
                agreed.way(self.record),
            ]
        )


def _file(file: SharedFile) -> ExportEntry:
    return ExportEntry(
        title=file.name,
        facts=facts(file.label, file.by.user, day(file.created_at)),
        at=file.created_at.isoformat(),
    )
