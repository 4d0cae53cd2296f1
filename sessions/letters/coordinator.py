"""The letter to the coordinators when somebody would like to talk; it does not say who or why."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.web import absolute_url
from notifications import outbox
from notifications.kinds import Letter, Link, letter
from notifications.models import Message
from programs import queries as program_queries
from relationships.models import Membership, Relationship
from relationships.wording import title_of

TALK_WANTED = "sessions.talk_wanted"


def tell_of_wish(membership: Membership) -> None:
    """Write to the coordinators of the program at once, one letter a day for each relationship.

    Not to a coordinator who belongs to it: to them the wish is none of a coordinator's business.
    """
    relationship = membership.relationship
    members = relationship.memberships.values("user")
    for staff in relationship.program.staff.select_related("user").exclude(user__in=members):
        outbox.post(
            kind=TALK_WANTED,
            to=staff.user,
            key=f"help:{relationship.pk}:{program_queries.today_here():%Y%m%d}:{staff.user_id}",
            relationship=str(relationship.pk),
        )


@letter(TALK_WANTED, gettext_lazy("Somebody would like to talk to a coordinator"))
def talk_wanted(message: Message) -> Letter | None:
    rows = Relationship.objects.select_related("program")
    found = rows.filter(pk=message.context["relationship"]).first()
    if found is None:
        return None
    names = {"who": title_of(found), "program": found.program}
    page = absolute_url("pair_detail", program=found.program_id, relationship=found.pk)
    return Letter(
        subject=_("Somebody would like to talk: %(who)s") % names,
        paragraphs=(
            _(
                "Somebody in this mentoring relationship in %(program)s would like to talk with"
                " you: %(who)s. The page of the relationship says who it is."
            )
            % names,
            _("The others do not know. Please ask the person who wrote to you, and nobody else."),
        ),
        button=Link(_("See who it is"), page),
    )
