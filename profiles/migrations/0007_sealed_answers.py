"""What people tell a program in their own words, and whom they would rather not meet: sealed."""

from typing import Any

from django.db import migrations, models

import mentoring.lib.fields

WORDS = ("expectations", "ideal_partner")


def seal(apps: Any, schema_editor: Any) -> None:
    """Move the words into the sealed columns, row by row: each seal knows its row."""
    for row in apps.get_model("profiles", "Enrollment").objects.iterator():
        for name in WORDS:
            setattr(row, name, getattr(row, f"plain_{name}"))
        row.save(update_fields=WORDS)
    for row in apps.get_model("profiles", "Answer").objects.iterator():
        row.value = row.plain_value
        row.save(update_fields=["value"])
    for row in apps.get_model("profiles", "Avoid").objects.iterator():
        row.person = str(row.user_id)
        row.save(update_fields=["person"])


def unseal(apps: Any, schema_editor: Any) -> None:
    for row in apps.get_model("profiles", "Enrollment").objects.iterator():
        for name in WORDS:
            setattr(row, f"plain_{name}", getattr(row, name))
        row.save(update_fields=[f"plain_{name}" for name in WORDS])
    for row in apps.get_model("profiles", "Answer").objects.iterator():
        row.plain_value = row.value
        row.save(update_fields=["plain_value"])
    for row in apps.get_model("profiles", "Avoid").objects.iterator():
        row.user_id = int(row.person)
        row.save(update_fields=["user_id"])


def text() -> models.TextField:
    return models.TextField(max_length=2000, blank=True, default="")


class Migration(migrations.Migration):

    dependencies = [
        ("profiles", "0006_terms_and_rounds"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="avoid", name="avoided_once"),
        *(migrations.RenameField("enrollment", name, f"plain_{name}") for name in WORDS),
        *(migrations.AlterField("enrollment", f"plain_{name}", text()) for name in WORDS),
        migrations.RenameField("answer", "value", "plain_value"),
        migrations.AlterField("answer", "plain_value", models.JSONField(null=True)),
        migrations.AlterField(
            "avoid",
            "user",
            models.ForeignKey(
                "accounts.User", models.CASCADE, related_name="+", null=True
            ),
        ),
        migrations.AddField(
            "enrollment",
            "expectations",
            mentoring.lib.fields.ConfidentialTextField(
                blank=True, max_length=2000, verbose_name="expectations"
            ),
        ),
        migrations.AddField(
            "enrollment",
            "ideal_partner",
            mentoring.lib.fields.ConfidentialTextField(
                blank=True, max_length=2000, verbose_name="ideal partner"
            ),
        ),
        migrations.AddField(
            "answer",
            "value",
            mentoring.lib.fields.ConfidentialJSONField(default=b""),
            preserve_default=False,
        ),
        migrations.AddField(
            "avoid",
            "person",
            mentoring.lib.fields.ConfidentialTextField(default=b""),
            preserve_default=False,
        ),
        migrations.RunPython(seal, unseal),
        *(migrations.RemoveField("enrollment", f"plain_{name}") for name in WORDS),
        migrations.RemoveField("answer", "plain_value"),
        migrations.RemoveField("avoid", "user"),
    ]
