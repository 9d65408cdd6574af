"""A mailbox's own server for mail out."""

from django.db import migrations, models

_SECURITY = [("tls", "TLS"), ("starttls", "STARTTLS"), ("none", "none")]


class Migration(migrations.Migration):
    dependencies = [("mail", "0003_watching")]

    operations = [
        migrations.AddField("mailbox", "smtp_host", models.CharField(blank=True, default="", max_length=254)),
        migrations.AddField("mailbox", "smtp_port", models.PositiveIntegerField(default=465)),
        migrations.AddField(
            "mailbox", "smtp_security", models.CharField(choices=_SECURITY, default="tls", max_length=10)
        ),
        migrations.AddField("mailbox", "smtp_username", models.CharField(blank=True, default="", max_length=254)),
        migrations.AddField("mailbox", "smtp_secret", models.BinaryField(default=b"", editable=False)),
    ]
