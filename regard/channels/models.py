"""The ways a customer can reach us."""

from django.db import models

from regard.kit.fields import Id
from regard.mail.models import Mailbox
from regard.staff.models import Team


class Channel(models.Model):
    """A public way in: what comes through it goes to `team`; `is_team_only` keeps others from reading it."""

    class Kind(models.TextChoices):
        EMAIL = "email"

    id = Id()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=120)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="channels")
    is_team_only = models.BooleanField(default=False)
    acknowledges = models.BooleanField(default=True)
    mailbox = models.OneToOneField(Mailbox, null=True, on_delete=models.PROTECT, related_name="channel")
    is_sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name
