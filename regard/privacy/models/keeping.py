"""How long things are kept, and what each run of the schedule took away."""

from django.db import models

from regard.kit.fields import Id
from regard.staff.models import User


class RetentionRule(models.Model):
    """How many months one kind of data is kept; null: until a person erases it. No row: what the kind proposes."""

    kind = models.CharField(max_length=40, primary_key=True)
    months = models.PositiveIntegerField(null=True)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind}: {self.months or 'kept'}"


class RetentionRun(models.Model):
    """One run of the schedule. `counts` says how many of each kind went; after a trial run (`is_trial`) none did."""

    id = Id()
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    is_trial = models.BooleanField(default=False)
    counts = models.JSONField(default=dict)
    trouble = models.TextField(default="")

    class Meta:
        indexes = [models.Index(fields=["-at"], name="retention_run_latest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
