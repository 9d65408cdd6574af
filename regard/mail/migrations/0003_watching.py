"""When a mailbox began to be watched, when letters reached the server, and how far the past is read."""

from django.db import migrations, models
from django.db.models import F


def arrived_when_accepted(apps, _schema_editor):
    apps.get_model("mail", "Inbound").objects.update(arrived_at=F("accepted_at"))


class Migration(migrations.Migration):
    dependencies = [("mail", "0002_imap")]

    operations = [
        migrations.RenameField("mailbox", "connected_at", "watching_since"),
        migrations.RemoveField("mailbox", "imap_history"),
        migrations.AddField("mailbox", "history_since", models.DateTimeField(null=True)),
        migrations.AddField("folder", "history_cursor", models.BigIntegerField(null=True)),
        migrations.AddField("folder", "history_total", models.PositiveIntegerField(null=True)),
        migrations.AddField("folder", "history_read", models.PositiveIntegerField(default=0)),
        migrations.AddField("inbound", "arrived_at", models.DateTimeField(null=True)),
        migrations.RunPython(arrived_when_accepted, migrations.RunPython.noop),
        migrations.AlterField("inbound", "arrived_at", models.DateTimeField()),
        migrations.AddField("inbound", "is_history", models.BooleanField(default=False)),
    ]
