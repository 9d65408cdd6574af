"""Pairs that may be one, as the scan found them, and what it learned to tell them by."""

from django.db import models

from regard.data_quality.models.joining import Join
from regard.kit.fields import Id


class Candidate(models.Model):
    """Two records that are probably one; `one_id` is the lower. `why` lists column, level of agreement, and what it weighs.

    Ids are plain, as in a join: a pair whose record was joined or taken out is not shown, and shows again when it is back.
    """

    class State(models.TextChoices):
        OPEN = "open"
        LATER = "later"
        DISTINCT = "distinct"

    id = Id()
    kind = models.CharField(max_length=8, choices=Join.Kind.choices)
    one_id = models.UUIDField()
    other_id = models.UUIDField()
    probability = models.FloatField()
    why = models.JSONField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField()
    put_off_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "one_id", "other_id"], name="candidate_once")]
        indexes = [
            models.Index(fields=["kind", "-state", "put_off_at", "-probability", "id"], name="candidate_in_line"),
            models.Index(fields=["other_id"], name="candidate_other"),
            models.Index(fields=["one_id"], name="candidate_one"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.one_id} and {self.other_id}: {self.probability:.2f}"


class Learned(models.Model):
    """What the last scan of all records of a kind learned: how much each column's agreement says. `size` is how many there were."""

    kind = models.CharField(max_length=8, primary_key=True, choices=Join.Kind.choices)
    at = models.DateTimeField()
    size = models.PositiveIntegerField()
    model = models.JSONField()

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M}"
