from django.db import migrations

from core.migrations import append_only, refuses_truncate


class Migration(migrations.Migration):
    """The audit trail only grows."""

    dependencies = [("accounts", "0001_initial")]
    operations = [append_only("accounts_auditevent"), refuses_truncate("accounts_auditevent")]
