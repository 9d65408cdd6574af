"""How colleagues used forms. It is data on colleagues: each sees their own, and nobody a list of people."""

from django.db import models
from django.db.models import Q

from regard.effort.rules.measures import MOST_SECONDS
from regard.kit.fields import Id
from regard.staff.models import User


class FormUse(models.Model):
    """One use of a form, until it was kept or given up. `typed`, `filled` and `empty` are names of fields, never what stood in them.

    `sent_back` counts how often it came back with something wrong; the corrections belong to the same use. `gifts` is how many
    fields arrived filled from what we know already.
    """

    id = Id()
    form = models.CharField(max_length=60)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    seconds = models.PositiveSmallIntegerField()
    typed = models.JSONField(default=list)
    filled = models.JSONField(default=list)
    empty = models.JSONField(default=list)
    gifts = models.PositiveSmallIntegerField(default=0)
    is_submitted = models.BooleanField()
    sent_back = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(seconds__lte=MOST_SECONDS), name="form_use_at_most_an_hour"),
        ]
        indexes = [
            models.Index(fields=["user", "at"], name="form_use_person"),
            models.Index(fields=["at"], name="form_use_at"),
        ]

    def __str__(self) -> str:
        return f"{self.form} in {self.seconds} s"


class Worth(models.Model):
    """What one thing that comes back is worth, as the company's own forms tell: counted at night, over all of them."""

    name = models.CharField(primary_key=True, max_length=60)
    milliseconds = models.PositiveIntegerField()
    uses = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.milliseconds} ms in {self.uses} uses"
