"""Pipelines: the statements by which a buyer commits, step by step."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from regard.kit.fields import Id
from regard.opportunities.rules.gates import EvidenceKind as Kind
from regard.staff.models import User


class EvidenceKind(models.TextChoices):
    """What can prove that a buyer committed."""

    MAIL = Kind.MAIL.value
    MEETING = Kind.MEETING.value
    DOCUMENT = Kind.DOCUMENT.value
    SIGNATURE = Kind.SIGNATURE.value
    PAYMENT = Kind.PAYMENT.value


class Pipeline(models.Model):
    """One way of buying from us. Its gates stand on the latest `Ladder`; a retired one takes no new opportunities."""

    id = Id()
    name = models.CharField(max_length=80)
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), condition=Q(retired_at__isnull=True), name="pipeline_name_once"),
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default_pipeline"),
        ]

    def __str__(self) -> str:
        return self.name


class Ladder(models.Model):
    """One version of a pipeline's gates. Opportunities keep the version they began with."""

    id = Id()
    pipeline = models.ForeignKey(Pipeline, on_delete=models.PROTECT, related_name="ladders")
    number = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pipeline", "number"], name="ladder_number_once")]

    def __str__(self) -> str:
        return f"{self.pipeline}, version {self.number}"


class Gate(models.Model):
    """A statement by the customer, and what proves it.

    `kinds` are the kinds of evidence that count; evidence older than `shelf_life_days` does not (null: it never grows old).
    At the one that `wins` the sale is made. `sense` names which of the rules over letters propose evidence; '' for none.
    """

    id = Id()
    ladder = models.ForeignKey(Ladder, on_delete=models.CASCADE, related_name="gates")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    statement = models.CharField(max_length=200)
    kinds = models.JSONField()
    shelf_life_days = models.PositiveIntegerField(null=True)
    wins = models.BooleanField(default=False)
    sense = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["ladder", "position"], name="gate_position_once"),
            models.UniqueConstraint(fields=["ladder"], condition=Q(wins=True), name="one_gate_wins"),
        ]

    def __str__(self) -> str:
        return self.name
