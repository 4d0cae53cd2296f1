"""Telling the coordinators that people wait for them."""

from core import clock, local_time
from notifications import outbox
from programs.models import Program


def tell_coordinators(program: Program) -> None:
    """One letter a morning and coordinator, however many people enroll."""
    for staff in program.staff.select_related("user"):
        due_at = local_time.next_morning(clock.now(), staff.user.zone)
        outbox.post(
            kind="profiles.submitted",
            to=staff.user,
            key=f"profiles.submitted:{program.pk}:{staff.user_id}:{due_at:%Y%m%d}",
            due_at=due_at,
            program=str(program.pk),
        )
