"""What stands around accounts and contacts: tags, notes, files, the colleagues involved, saved lists, edits of many at once."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from regard.customers.models.people import Account, Contact
from regard.kit.fields import Id
from regard.mail.models import Raw
from regard.staff.models import Team, User


class _OfCustomer(models.Model):
    """Belongs to an account or a contact."""

    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="%(class)ss")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.CASCADE, related_name="%(class)ss")

    class Meta:
        abstract = True


def _of_one(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(account__isnull=False, contact__isnull=True) | Q(account__isnull=True, contact__isnull=False),
        name=name,
    )


class CustomerTag(models.Model):
    """A word that customers are sorted by."""

    id = Id()
    name = models.CharField(max_length=60)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="customer_tag_once")]

    def __str__(self) -> str:
        return self.name


class CustomerTagging(_OfCustomer):
    """A tag on an account or a contact."""

    id = Id()
    tag = models.ForeignKey(CustomerTag, on_delete=models.CASCADE, related_name="taggings")

    class Meta:
        constraints = [
            _of_one("tagging_of_an_account_or_a_person"),
            models.UniqueConstraint(fields=["tag", "account"], name="account_tagged_once"),
            models.UniqueConstraint(fields=["tag", "contact"], name="contact_tagged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.tag} on {self.account or self.contact}"


class CustomerNote(_OfCustomer):
    """What a colleague wrote down about a customer. It stands in the timeline; the customer never sees it."""

    id = Id()
    text = models.TextField()
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [_of_one("note_of_an_account_or_a_person")]

    def __str__(self) -> str:
        return self.text[:60]


class NoteMention(models.Model):
    """A colleague named in a note about a customer."""

    id = Id()
    note = models.ForeignKey(CustomerNote, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "user"], name="note_mentions_once")]

    def __str__(self) -> str:
        return f"{self.user} in a note"


class CustomerFile(_OfCustomer):
    """A file kept with a customer; its bytes lie in the store of letters."""

    id = Id()
    raw = models.ForeignKey(Raw, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [_of_one("file_of_an_account_or_a_person")]

    def __str__(self) -> str:
        return self.filename


class Involvement(models.Model):
    """A colleague who works on an account beside its owner, or who follows what happens there. `role` says as what."""

    class Kind(models.TextChoices):
        COLLABORATOR = "collaborator"
        FOLLOWER = "follower"

    id = Id()
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="involved")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="involved")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    role = models.CharField(max_length=80, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "user", "kind"], name="involved_once")]

    def __str__(self) -> str:
        return f"{self.user} on {self.account}"


class SavedList(models.Model):
    """A list of accounts or people that somebody kept under a name, for themselves or for a team. `query` is its address's."""

    class Kind(models.TextChoices):
        ACCOUNT = "account"
        CONTACT = "contact"

    id = Id()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=80)
    query = models.JSONField(default=dict)
    owner = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="saved_lists")
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="saved_lists")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False, team__isnull=True) | Q(owner__isnull=True, team__isnull=False),
                name="a_list_is_mine_or_the_teams",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EditRun(models.Model):
    """One change made to many records at once. `before` is what stood in each, so that it can be undone for thirty days."""

    id = Id()
    kind = models.CharField(max_length=8, choices=SavedList.Kind.choices)
    field = models.CharField(max_length=60)
    after = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["by", "-at"], name="edit_run_latest")]

    def __str__(self) -> str:
        return f"{self.field} of {len(self.before)} at {self.at:%Y-%m-%d %H:%M}"
