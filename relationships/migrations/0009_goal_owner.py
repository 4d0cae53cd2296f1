import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("relationships", "0008_fill_owners")]

    operations = [
        migrations.AlterField(
            model_name="goal",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="goals",
                to="relationships.membership",
            ),
        ),
    ]
