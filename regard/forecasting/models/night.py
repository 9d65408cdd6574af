"""What was said on a night. Written once; nothing ever changes or removes these rows."""

from django.db import models

from regard.kit.fields import Id
from regard.opportunities.models import Opportunity


class Night(models.Model):
    """One run. A night that was missed has none, and is never filled in later.

    `digest` is SHA-256 over this night, its snapshots in the order of their opportunities, and the digest of the night before,
    in hexadecimal. `model` names which candidate won; `contest` is how each did; `changes` those (from, noticed, direction,
    what) of the market that were noticed; `scale` by how much ranges were widened by their record. Amounts are in `currency`.
    `record` is how earlier chances did (`queries/calibrated.py`); `week` what became of the deals that were open a week before
    (`rules/record.py`), null where no night was taken then.
    """

    id = Id()
    taken_on = models.DateField(unique=True)
    at = models.DateTimeField()
    count = models.PositiveIntegerField()
    model = models.CharField(max_length=60)
    trained_on = models.PositiveIntegerField()
    beats_base_rate = models.BooleanField()
    contest = models.JSONField()
    changes = models.JSONField()
    scale = models.FloatField()
    week = models.JSONField(null=True)
    currency = models.CharField(max_length=3)
    missing_rates = models.JSONField()
    record = models.JSONField()
    previous = models.CharField(max_length=64, blank=True, default="")
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.taken_on}: {self.count}"


class Snapshot(models.Model):
    """An open deal as it stood on a night, and what was said of it.

    The opportunity and its owner are ids without a constraint: what was said stays said, whatever becomes of them. `amount`,
    `closes_on` and `call` are the owner's; `worth` is the amount in the company's currency, null where it is not said or there
    was no rate. `p` is the model's chance, `expected_on` and `brings` when and how much if it is won, each with a range of
    four in five. `features` is what the model looked at.
    """

    id = Id()
    night = models.ForeignKey(Night, on_delete=models.PROTECT, related_name="snapshots")
    opportunity = models.ForeignKey(Opportunity, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    pipeline_id = models.UUIDField()
    owner_id = models.UUIDField(null=True)
    gate = models.PositiveIntegerField()
    days_at_gate = models.PositiveIntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3)
    worth = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    closes_on = models.DateField(null=True)
    call = models.PositiveSmallIntegerField(null=True)
    p = models.FloatField()
    p_low = models.FloatField()
    p_high = models.FloatField()
    expected_on = models.DateField()
    expected_from = models.DateField()
    expected_to = models.DateField()
    brings = models.DecimalField(max_digits=16, decimal_places=2)
    brings_low = models.DecimalField(max_digits=16, decimal_places=2)
    brings_high = models.DecimalField(max_digits=16, decimal_places=2)
    features = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["night", "opportunity"], name="snapshot_once_a_night")]
        indexes = [
            models.Index(fields=["opportunity", "night"], name="snapshot_of_deal"),
            models.Index(fields=["night", "closes_on"], name="snapshot_called"),
            models.Index(fields=["night", "expected_on"], name="snapshot_expected"),
        ]

    def __str__(self) -> str:
        return f"{self.opportunity_id} at gate {self.gate}: {self.p:.2f}"


class Expected(models.Model):
    """What a night said a month would bring: the company (both null), a pipeline, or an owner. `month` is its first day."""

    id = Id()
    night = models.ForeignKey(Night, on_delete=models.PROTECT, related_name="expected")
    month = models.DateField()
    pipeline_id = models.UUIDField(null=True)
    owner_id = models.UUIDField(null=True)
    is_company = models.BooleanField()
    expected = models.DecimalField(max_digits=16, decimal_places=2)
    low = models.DecimalField(max_digits=16, decimal_places=2)
    high = models.DecimalField(max_digits=16, decimal_places=2)

    class Meta:
        verbose_name_plural = "expected"
        indexes = [models.Index(fields=["night", "is_company", "month"], name="expected_of_night")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.low} to {self.high}"
