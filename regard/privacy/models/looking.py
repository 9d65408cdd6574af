"""Who looked at what."""

from django.db import models

from regard.kit.fields import Id
from regard.staff.models import User


class Looked(models.Model):
    """A colleague had a record on screen, took it along in a file, or searched. At most one row a person, record and hour.

    `kind` names the record as events do; `record_id` is plain, so that the log outlives what it tells of. `page` is the page
    looked at first in that hour.
    """

    id = Id()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    record_id = models.UUIDField()
    page = models.CharField(max_length=80)
    hour = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "looked"
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "record_id", "hour"], name="looked_once_an_hour"),
        ]
        indexes = [
            models.Index(fields=["kind", "record_id", "-at"], name="looked_at_record"),
            models.Index(fields=["-at"], name="looked_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.kind} {self.record_id}"
