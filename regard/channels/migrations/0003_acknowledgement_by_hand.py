"""Receipts are sent from when a person switched them on. Those that were sent before go on."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def keep_on(apps, _schema_editor):
    mailboxes = apps.get_model("mail", "Mailbox").objects.filter(id=OuterRef("mailbox"))
    channels = apps.get_model("channels", "Channel").objects.filter(acknowledges=True)
    channels.update(acknowledgement_on_since=Subquery(mailboxes.values("watching_since")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0002_contact_form"),
        ("mail", "0003_watching"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("channel", "acknowledgement_on_since", models.DateTimeField(null=True)),
        migrations.AddField(
            "channel",
            "acknowledgement_on_by",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.RunPython(keep_on, migrations.RunPython.noop),
        migrations.RemoveField("channel", "acknowledges"),
    ]
