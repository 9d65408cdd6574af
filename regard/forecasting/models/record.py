"""What came of what was said. Counted from the opportunities, and counted again when one is opened again."""

from django.db import models

from regard.forecasting.models.night import Night
from regard.kit.fields import Id
from regard.opportunities.models import Opportunity


class Ending(models.Model):
    """How a deal ended, and what had been said of it thirty days before, or else the first time.

    `worth` is its final amount in the company's currency on that day, null where it is not known. `said_on`, `p` and `call` are
    null for a deal that no night saw.
    """

    id = Id()
    opportunity = models.OneToOneField(Opportunity, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    pipeline_id = models.UUIDField()
    owner_id = models.UUIDField(null=True)
    opened_on = models.DateField()
    ended_on = models.DateField()
    won = models.BooleanField()
    worth = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    said_on = models.DateField(null=True)
    p = models.FloatField(null=True)
    call = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["won", "ended_on", "worth"], name="ending_month")]

    def __str__(self) -> str:
        return f"{self.opportunity_id}: {'won' if self.won else 'not won'} on {self.ended_on}"


class Called(models.Model):
    """Of the deals an owner had put into a month, on `night` (30 days before its end): how many, how many were won in it.

    `said` and `came` are what these deals were to bring and what they brought, in the company's currency.
    """

    id = Id()
    month = models.DateField()
    owner_id = models.UUIDField(null=True)
    night = models.ForeignKey(Night, on_delete=models.PROTECT, related_name="+")
    deals = models.PositiveIntegerField()
    won = models.PositiveIntegerField()
    said = models.DecimalField(max_digits=16, decimal_places=2)
    came = models.DecimalField(max_digits=16, decimal_places=2)

    class Meta:
        verbose_name_plural = "called"
        constraints = [models.UniqueConstraint(fields=["month", "owner_id"], name="called_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.won} of {self.deals}"


class Tested(models.Model):
    """A test of the sales model. `gates` has one entry each: position, deals, p of the log-rank test, AUC with its interval,
    and whether it separates won from lost; `auc` is out of time: learned from the earlier, asked of the later."""

    id = Id()
    at = models.DateTimeField()
    deals = models.PositiveIntegerField()
    model = models.CharField(max_length=60)
    beats_base_rate = models.BooleanField()
    auc = models.FloatField(null=True)
    auc_low = models.FloatField(null=True)
    auc_high = models.FloatField(null=True)
    brier = models.FloatField(null=True)
    gates = models.JSONField()

    class Meta:
        verbose_name_plural = "tested"
        indexes = [models.Index(fields=["-at"], name="tested_latest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}: {self.deals} deals"
