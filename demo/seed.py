"""Puts the demo organization into an empty database, or takes it away again."""

from datetime import datetime, timedelta

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

from accounts.models import User
from demo import gathered, programs
from demo.dice import Dice
from demo.ledger import RowLedger
from demo.pair import StoryContext
from demo.people import Company, populate
from demo.programs import Setting
from notifications import kinds
from notifications.models import Message
from notifications.models import MessageStatus as MessageStatus
from reports.tasks import renew_figures
from skills import usage
from skills.models import Skill
from skills.seed import ensure_skills

OFTEN_NAMED = 16
"""Of the whole vocabulary people mostly name so many skills."""

ALWAYS_THE_SAME = 1983
"""Kathy Kram described the four phases in this year."""

OWN_APPS = (
    "accounts",
    "notifications",
    "programs",
    "profiles",
    "relationships",
    "mentoring_sessions",
    "matching",
    "reports",
)
ALSO_OURS = ("account.EmailAddress", "sessions.Session")


@transaction.atomic
def seed(*, now: datetime) -> None:
    """Write the whole organization as it stands at ``now`` (UTC)."""
    stage = StoryContext(now, Dice(ALWAYS_THE_SAME), RowLedger())
    setting = _setting(stage)
    programs.last_year(setting)
    programs.this_year(setting)
    programs.new_managers(setting)
    programs.across_borders(setting)
    gathered.circle(setting)
    gathered.flash(setting)
    stage.ledger.write()
    _remember_sign_ins(setting.company, now)
    _drop_what_nobody_wants(now)
    renew_figures()
    usage.renew()


def _setting(stage: StoryContext) -> Setting:
    company = populate(stage.ledger, stage.dice, stage.now)
    ensure_skills()
    return Setting(
        stage,
        company,
        stage.dice.mixed(list(Skill.objects.order_by("name")))[:OFTEN_NAMED],
        managers=stage.dice.mixed(company.at_level(2)),
        leads=stage.dice.mixed(company.at_level(3)),
        staff=stage.dice.mixed(company.at_level(4)),
    )


def _drop_what_nobody_wants(now: datetime) -> None:
    """Cancel a letter that is due and no longer true, as sending it would.

    Somebody was to be reminded on the next morning, and did it in the evening.
    """
    due = Message.objects.filter(status=MessageStatus.DUE, due_at__lte=now)
    letters = due.select_related("recipient")
    unwanted = [one.pk for one in letters if kinds.get(one.kind).compose(one) is None]
    Message.objects.filter(pk__in=unwanted).update(status=MessageStatus.CANCELLED)


def _remember_sign_ins(company: Company, now: datetime) -> None:
    """Whoever takes part has signed in before."""
    for user in company.parts.values():
        user.last_login = now - timedelta(days=1)
    known = [user for level in company.levels for user in level if user.last_login]
    User.objects.bulk_update(known, ["last_login"])


@transaction.atomic
def wipe() -> None:
    """Empty every table of the product, and the addresses and sign-ins that belong to it.

    Trails that only grow are emptied too, on purpose: it takes a superuser of the database.
    """
    models: list[type[Model]] = [apps.get_model(label) for label in ALSO_OURS]
    for label in OWN_APPS:
        models += apps.get_app_config(label).get_models()
    tables = [model._meta.db_table for model in models]
    statements = connection.ops.sql_flush(
        no_style(), tables, reset_sequences=True, allow_cascade=True
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL mentoring.may_truncate TO 'on'")
    connection.ops.execute_sql_flush(statements)
