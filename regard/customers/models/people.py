"""Who writes to us: accounts, the people there, and how each is reached."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from regard.kit.fields import Id
from regard.staff.models import Team, User


class Place(models.Model):
    """The main address of an account or a person; further ones stand in `PostalAddress`. `country` is ISO 3166-1 alpha-2."""

    street = models.CharField(max_length=200, blank=True, default="")
    postcode = models.CharField(max_length=20, blank=True, default="")
    city = models.CharField(max_length=200, blank=True, default="")
    region = models.CharField(max_length=120, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")

    class Meta:
        abstract = True


class Account(Place):
    """A company or household we deal with. `owner` looks after the relationship, for the `team` where one does.

    `custom` holds the company's own fields, by the id of the field (see the room of fields).
    """

    id = Id()
    name = models.CharField(max_length=200)
    legal_name = models.CharField(max_length=200, blank=True, default="")
    website = models.CharField(max_length=200, blank=True, default="")
    tier = models.CharField(max_length=40, blank=True, default="")
    language = models.CharField(max_length=8, blank=True, default="")
    zone = models.CharField(max_length=60, blank=True, default="")
    owner = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="accounts")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="accounts")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children")
    customer_since = models.DateField(null=True, blank=True)
    custom = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["name", "id"], name="account_by_name"),
            models.Index(Upper("name"), name="account_by_name_in_any_case"),
            models.Index(fields=["-created_at", "id"], name="account_latest"),
        ]

    def __str__(self) -> str:
        return self.name


class AccountDomain(models.Model):
    """A mail domain that belongs to one account, so that a new person writing from it is recognised."""

    domain = models.CharField(max_length=253, primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="domains")

    def __str__(self) -> str:
        return self.domain


class Identifier(models.Model):
    """A number an authority gave to an account. `value` stands as written, `normalised` without what only separates.

    `is_valid` is what its check digits say; null where nobody can tell.
    """

    class Kind(models.TextChoices):
        VAT = "vat"
        REGISTER = "register"
        OTHER = "other"

    id = Id()
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    country = models.CharField(max_length=2, blank=True, default="")
    value = models.CharField(max_length=60)
    normalised = models.CharField(max_length=60)
    is_valid = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "kind", "normalised"], name="identifier_once_an_account")
        ]
        indexes = [models.Index(fields=["normalised"], name="identifier_value")]

    def __str__(self) -> str:
        return self.value


class Contact(Place):
    """A person at an account, or a person of whom we do not know the account yet. Further accounts stand in `Position`."""

    id = Id()
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=200, blank=True, default="")
    first_name = models.CharField(max_length=200, blank=True, default="")
    last_name = models.CharField(max_length=200, blank=True, default="")
    job_title = models.CharField(max_length=200, blank=True, default="")
    language = models.CharField(max_length=8, blank=True, default="")
    zone = models.CharField(max_length=60, blank=True, default="")
    birthday = models.DateField(null=True, blank=True)
    custom = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["name", "id"], name="contact_by_name"),
            models.Index(fields=["-created_at", "id"], name="contact_latest"),
        ]

    def __str__(self) -> str:
        return self.name


class ContactMethod(models.Model):
    """One way to reach a contact. `normalised` is what two spellings of the same address or number have in common.

    An e-mail address belongs to one contact; several people may share a telephone. `proven_at` is when the contact first
    showed that the address is theirs: a letter the sender's domain vouches for, or one that knows a secret we only sent there.
    """

    class Kind(models.TextChoices):
        EMAIL = "email"
        PHONE = "phone"

    id = Id()
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="methods")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    value = models.CharField(max_length=320)
    normalised = models.CharField(max_length=320)
    label = models.CharField(max_length=40, blank=True, default="")
    is_preferred = models.BooleanField(default=False)
    bounced_at = models.DateTimeField(null=True)
    bounce_reason = models.TextField(default="")
    proven_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["normalised"], condition=Q(kind="email"), name="email_address_once"),
        ]
        indexes = [models.Index(fields=["kind", "normalised"], name="contact_method_value")]

    def __str__(self) -> str:
        return self.value


class Position(models.Model):
    """What a person is at a further account: somebody who works for two companies stands at both."""

    id = Id()
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="positions")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="positions")
    job_title = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "account"], name="position_once")]

    def __str__(self) -> str:
        return f"{self.contact} at {self.account}"


class PostalAddress(Place):
    """A further address of an account or a person: where to send goods, or invoices."""

    class Kind(models.TextChoices):
        DELIVERY = "delivery"
        INVOICE = "invoice"
        OTHER = "other"

    id = Id()
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="addresses")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=8, choices=Kind.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False, contact__isnull=True)
                | Q(account__isnull=True, contact__isnull=False),
                name="address_of_an_account_or_a_person",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.street, self.postcode, self.city, self.country]))
