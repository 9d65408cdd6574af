"""What was joined, with everything needed to take it apart, and what is not the same."""

from django.db import models

from regard.kit.fields import Id
from regard.staff.models import User


class Join(models.Model):
    """Two records of one kind that became one. `gone` is the row that went, `kept_before` what was written over in the other.

    `moved` names what pointed at the one that went: ids by relation. `aside` are rows
    that would have stood there twice, whole. Ids are plain: both rows may be joined again later.
    """

    class Kind(models.TextChoices):
        ACCOUNT = "account"
        CONTACT = "contact"

    id = Id()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    kept_id = models.UUIDField()
    gone_id = models.UUIDField()
    gone = models.JSONField()
    kept_before = models.JSONField()
    kept_after = models.JSONField()
    moved = models.JSONField()
    aside = models.JSONField(default=list)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-at"], name="join_latest"),
            models.Index(fields=["gone_id"], name="join_gone"),
            models.Index(fields=["kept_id"], name="join_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.gone_id} into {self.kept_id}"


class Distinct(models.Model):
    """Two records that look alike and are not the same, as a person said; `one_id` is the lower."""

    id = Id()
    kind = models.CharField(max_length=8, choices=Join.Kind.choices)
    one_id = models.UUIDField()
    other_id = models.UUIDField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "one_id", "other_id"], name="distinct_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.one_id} is not {self.other_id}"
