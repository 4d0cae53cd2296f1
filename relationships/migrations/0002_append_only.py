from django.db import migrations

from mentoring.lib.migrations import append_only


class Migration(migrations.Migration):
    dependencies = [("relationships", "0001_initial")]
    operations = [append_only("relationships_historyentry")]
