"""That somebody was erased, without saying who; and who must not be."""

from django.db import models
from django.db.models import Q

from regard.customers.models import Contact
from regard.kit.fields import Id
from regard.staff.models import User


class Erasure(models.Model):
    """A person was erased: when, by whom, on which ground, and how much of them each room held. Nothing here names the person.

    `contact_id` is the row that stays under its pseudonym. `finished_at` is null until the files are gone from the disk too.
    """

    class Ground(models.TextChoices):
        """Article 17(1) of the GDPR; in words in `rules.words`."""

        ASKED = "asked"
        WITHDRAWN = "withdrawn"
        NOT_NEEDED = "not needed"
        OBJECTED = "objected"
        UNLAWFUL = "unlawful"
        OBLIGED = "obliged"

    id = Id()
    contact_id = models.UUIDField()
    pseudonym = models.CharField(max_length=40)
    ground = models.CharField(max_length=12, choices=Ground.choices)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    counts = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-at"], name="erasure_latest"),
            models.Index(fields=["contact_id"], name="erasure_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.pseudonym} at {self.at:%Y-%m-%d}"


class ErasedAddress(models.Model):
    """The keyed hash of an address that was erased: it tells an address that comes back, and cannot be read."""

    id = Id()
    erasure = models.ForeignKey(Erasure, on_delete=models.CASCADE, related_name="addresses")
    mark = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "erased addresses"
        indexes = [models.Index(fields=["mark"], name="erased_address_mark")]

    def __str__(self) -> str:
        return self.mark[:8]


class Hold(models.Model):
    """A person's data must be kept for now (a dispute, an audit): neither erasure nor a period takes it until it is lifted."""

    id = Id()
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="holds")
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="hold_says_why"),
        ]
        indexes = [models.Index(fields=["contact"], name="hold_open", condition=Q(lifted_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.contact}: {self.reason}"
