"""The append-only log: who did what to which record, when. It is the timeline, the audit, and what webhooks send."""

from django.db import models

from regard.kit.fields import Id


class Event(models.Model):
    """One fact that happened. Never changed, never deleted except by a named erasure of a person.

    `by_id` is the user who did it, null for a customer or a machine; `actor` tells which of the three. Ids of accounts,
    contacts and subjects are plain: the log imports no room above it and outlives what it tells of.
    """

    class Actor(models.TextChoices):
        PERSON = "person"
        CUSTOMER = "customer"
        MACHINE = "machine"

    id = Id()
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    actor = models.CharField(max_length=10, choices=Actor.choices)
    by_id = models.UUIDField(null=True)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    account_id = models.UUIDField(null=True)
    contact_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "at"], name="event_subject"),
            models.Index(
                fields=["account_id", "at"], name="event_account", condition=models.Q(account_id__isnull=False)
            ),
            models.Index(
                fields=["contact_id", "at"], name="event_contact", condition=models.Q(contact_id__isnull=False)
            ),
            models.Index(fields=["kind", "at"], name="event_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M}"
