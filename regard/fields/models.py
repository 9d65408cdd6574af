"""The fields a company added to its records."""

from django.db import models

from regard.kit.fields import Id, choices_check


class CustomField(models.Model):
    """A field of one kind of record. `record` names the kind as events do ("account"), `key` stands in files and addresses.

    `used_at` is when a value was last written, listed or asked for; a field that nobody uses is proposed for removal.
    """

    class Kind(models.TextChoices):
        TEXT = "text"
        NUMBER = "number"
        DATE = "date"
        CHOICE = "choice"
        MONEY = "money"
        PERSON = "person"
        YES_NO = "yes or no"

    id = Id()
    record = models.CharField(max_length=40)
    key = models.CharField(max_length=40)
    label = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    use = models.CharField(max_length=300)
    choices = models.JSONField(default=list, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    place = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "key"], name="field_key_once"),
            models.CheckConstraint(condition=~models.Q(use=""), name="field_says_its_use"),
            choices_check("kind", ["text", "number", "date", "choice", "money", "person", "yes or no"]),
        ]

    def __str__(self) -> str:
        return self.label
