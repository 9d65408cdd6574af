"""The company's currency and dated exchange rates."""

from django.db import models

from regard.kit.fields import Id
from regard.staff.models import User


class CompanyCurrency(models.Model):
    """The currency in which the company adds up; one row, none before a person chose. `currency` is ISO 4217."""

    id = Id()
    only = models.BooleanField(default=True, unique=True)
    currency = models.CharField(max_length=3)
    chosen_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    chosen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.currency


class Rate(models.Model):
    """`per_unit` units of `base` are one unit of `currency` from the day `on` until the next rate. Never changed.

    Of several for one day the one with the latest `set_at` counts. `base` was the company's currency when it was given.
    Fifteen digits are what both databases keep exactly.
    """

    id = Id()
    base = models.CharField(max_length=3)
    currency = models.CharField(max_length=3)
    on = models.DateField()
    per_unit = models.DecimalField(max_digits=15, decimal_places=8)
    source = models.CharField(max_length=200, blank=True, default="")
    set_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["base", "currency", "on", "set_at"], name="rate_of_a_day")]
        constraints = [
            models.CheckConstraint(condition=models.Q(per_unit__gt=0), name="rate_is_more_than_nothing"),
            models.CheckConstraint(condition=~models.Q(base=models.F("currency")), name="rate_of_another_currency"),
        ]

    def __str__(self) -> str:
        return f"1 {self.currency} = {self.per_unit} {self.base} from {self.on}"
