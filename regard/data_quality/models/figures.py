"""How good the data are: figures as of the last count, what each record lacks, and what wrong data cost."""

from django.db import models

from regard.data_quality.models.joining import Join
from regard.kit.fields import Id, choices_check
from regard.staff.models import User


class Figure(models.Model):
    """Counts of one field of one kind of record, of all owners (`of_all`) or of one; `field` "" is the whole record.

    `single` is how many values nobody else has, null where several may well have the same. Replaced by each count.
    """

    id = Id()
    kind = models.CharField(max_length=8, choices=Join.Kind.choices)
    field = models.CharField(max_length=60)
    of_all = models.BooleanField()
    owner_id = models.UUIDField(null=True)
    records = models.PositiveIntegerField()
    filled = models.PositiveIntegerField()
    valid = models.PositiveIntegerField()
    fresh = models.PositiveIntegerField()
    single = models.PositiveIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "of_all", "field"], name="figure_of_field")]

    def __str__(self) -> str:
        return f"{self.field} of {self.kind}: {self.filled} of {self.records}"


class Standing(models.Model):
    """What is wrong with one record; a record without fault has none. `missing` and `invalid` are ",name,name,"."""

    id = Id()
    kind = models.CharField(max_length=8, choices=Join.Kind.choices)
    record_id = models.UUIDField()
    owner_id = models.UUIDField(null=True)
    missing = models.TextField(default="")
    invalid = models.TextField(default="")
    is_outdated = models.BooleanField(default=False)
    faults = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "record_id"], name="standing_once")]
        indexes = [
            models.Index(fields=["kind", "-faults", "record_id"], name="standing_worst"),
            models.Index(
                fields=["kind", "-faults", "record_id"], name="standing_missing", condition=~models.Q(missing="")
            ),
            models.Index(
                fields=["kind", "-faults", "record_id"], name="standing_invalid", condition=~models.Q(invalid="")
            ),
            models.Index(
                fields=["kind", "-faults", "record_id"], name="standing_outdated", condition=models.Q(is_outdated=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}: {self.faults}"


class Confirmation(models.Model):
    """Somebody looked at a record and said that it is still right."""

    id = Id()
    kind = models.CharField(max_length=8, choices=Join.Kind.choices)
    record_id = models.UUIDField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "record_id"], name="confirmation_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id} at {self.at:%Y-%m-%d}"


class PostReturn(models.Model):
    """Post that came back. `address` is where it was sent: while the record still says so, its street cannot be right."""

    id = Id()
    kind = models.CharField(max_length=8, choices=Join.Kind.choices)
    record_id = models.UUIDField()
    address = models.TextField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "record_id"], name="post_return_record"),
            models.Index(fields=["at"], name="post_return_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id} at {self.at:%Y-%m-%d}"


class FieldCare(models.Model):
    """Who looks after a field in all records, and whether it must be filled in."""

    id = Id()
    record = models.CharField(max_length=40)
    field = models.CharField(max_length=60)
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    is_needed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "field"], name="field_care_once")]

    def __str__(self) -> str:
        return f"{self.field} of {self.record}"


class CauseCost(models.Model):
    """What one case of a kind costs the company, as it says itself; `currency` is ISO 4217."""

    class Cause(models.TextChoices):
        BOUNCE = "bounce"
        MISROUTE = "misroute"
        POST = "post"

    cause = models.CharField(max_length=10, primary_key=True, choices=Cause.choices)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [choices_check("cause", ["bounce", "misroute", "post"])]

    def __str__(self) -> str:
        return f"{self.cause}: {self.amount} {self.currency}"
