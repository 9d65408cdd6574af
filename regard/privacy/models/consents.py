"""What people allowed us, for which purpose, and how we know."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from regard.conversations.models import Message
from regard.customers.models import Contact
from regard.kit.fields import Id
from regard.privacy.rules.words import SOURCES
from regard.staff.models import User


class Purpose(models.Model):
    """Something we may write to people for only after they said yes. `text` is what a person is asked, word for word.

    A consent keeps the text it was given to. A retired purpose allows nothing and stays for the proofs it has.
    """

    id = Id()
    name = models.CharField(max_length=80)
    text = models.TextField()
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="purpose_once")]

    def __str__(self) -> str:
        return self.name


class Consent(models.Model):
    """A person said yes, or took it back. Rows are only ever added: the latest by `at` counts.

    `at` is when the person said so, `noted_at` when `by` wrote it down. `text` is what the person was shown, `evidence`
    says how that can be proven, and `message` is the one in which they said it.
    """

    class Source(models.TextChoices):
        MAIL = "mail"
        FORM = "form"
        PHONE = "phone"
        PAPER = "paper"
        IN_PERSON = "in person"

    id = Id()
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="consents")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="consents")
    is_given = models.BooleanField()
    at = models.DateTimeField()
    noted_at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField()
    source = models.CharField(max_length=10, choices=Source.choices)
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    evidence = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(is_given=False) | ~Q(evidence=""), name="consent_has_a_proof"),
        ]
        indexes = [models.Index(fields=["contact", "purpose", "-at"], name="consent_latest")]

    def __str__(self) -> str:
        return f"{'yes' if self.is_given else 'no'} to {self.purpose} at {self.at:%Y-%m-%d}"

    @property
    def source_words(self) -> str:
        """How they said it, in words."""
        return str(SOURCES[self.source])
