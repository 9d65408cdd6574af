"""Who writes to us: accounts, the people there, and how each is reached."""

from django.db import models

from regard.kit.fields import Id
from regard.staff.models import User


class Account(models.Model):
    """A company or household we deal with. `look_after` is the colleague who owns the relationship."""

    id = Id()
    name = models.CharField(max_length=200)
    tier = models.CharField(max_length=40, blank=True, default="")
    city = models.CharField(max_length=80, blank=True, default="")
    language = models.CharField(max_length=8, blank=True, default="")
    zone = models.CharField(max_length=60, blank=True, default="")
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="accounts")
    customer_since = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class AccountDomain(models.Model):
    """A mail domain that belongs to one account, so that a new person writing from it is recognised."""

    domain = models.CharField(max_length=253, primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="domains")

    def __str__(self) -> str:
        return self.domain


class Contact(models.Model):
    """A person at an account, or a person of whom we do not know the account yet."""

    id = Id()
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=200, blank=True, default="")
    job_title = models.CharField(max_length=120, blank=True, default="")
    language = models.CharField(max_length=8, blank=True, default="")
    created_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class ContactMethod(models.Model):
    """One way to reach a contact. `normalised` is what two spellings of the same address have in common.

    `proven_at` is when the contact first showed that the address is theirs: a letter the sender's domain vouches for, or
    one that knows a secret we only sent there.
    """

    class Kind(models.TextChoices):
        EMAIL = "email"
        PHONE = "phone"

    id = Id()
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="methods")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    value = models.CharField(max_length=320)
    normalised = models.CharField(max_length=320)
    bounced_at = models.DateTimeField(null=True)
    bounce_reason = models.TextField(default="")
    proven_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "normalised"], name="contact_method_once")]

    def __str__(self) -> str:
        return self.value
