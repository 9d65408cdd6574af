"""The people of the company: users, teams, what they know, when they work."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from regard.kit.fields import Id


class UserManager(BaseUserManager["User"]):
    """Finds users by their e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A staff login. What a role may do stands in `rules.RIGHTS`.

    For `undo_seconds`, 0 to 60, an answer of theirs can be taken back before it leaves.
    """

    class Role(models.TextChoices):
        OWNER = "owner"
        MANAGER = "manager"
        AGENT = "agent"
        SALES = "sales"
        BACK_OFFICE = "back office"
        READ_ONLY = "read-only"

    id = Id()
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.AGENT)
    zone = models.CharField(max_length=60, default="UTC")
    language = models.CharField(max_length=8, default="en")
    languages = models.JSONField(default=list)
    week = models.JSONField(null=True)
    capacity = models.PositiveIntegerField(default=20)
    signature = models.TextField(blank=True, default="")
    undo_seconds = models.PositiveSmallIntegerField(default=10)
    keys = models.JSONField(default=dict)  # the person's own single keys, by the name of what they do
    is_active = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(undo_seconds__lte=60), name="undo_within_a_minute"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        """The name colleagues call the person by."""
        return self.name.split(" ")[0]

    @property
    def is_staff(self) -> bool:
        """Asked by Django's own code; nobody uses Django's admin here."""
        return False

    def has_perm(self, _permission: str, _obj: object = None) -> bool:
        """Django's model permissions are not used; rights stand in `staff.rules`."""
        return False

    def has_module_perms(self, _app_label: str) -> bool:
        """See `has_perm`."""
        return False


class Team(models.Model):
    """People who answer for each other, and the one who leads them."""

    id = Id()
    name = models.CharField(max_length=80, unique=True)
    lead = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="leads")
    members = models.ManyToManyField(User, through="Membership", related_name="teams")
    is_sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    id = Id()
    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    user = models.ForeignKey(User, on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"


class Skill(models.Model):
    """A subject a person says they know, in a word that customers use ("p-220", "invoices")."""

    id = Id()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="skills")
    term = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "term"], name="skill_once")]

    def __str__(self) -> str:
        return self.term


class Absence(models.Model):
    """A stretch of time in which a person does not answer. Nothing new is given to them meanwhile."""

    id = Id()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("begins_at")), name="absence_ends_after_begin"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} away until {self.ends_at:%Y-%m-%d}"


class SignInLink(models.Model):
    """A link that signs one person in once. Only its hash is kept."""

    id = Id()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    token_sha256 = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link for {self.user}"


class ApiToken(models.Model):
    """A key with which a program acts as a person. Only its hash is kept; the first characters tell keys apart."""

    id = Id()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    start = models.CharField(max_length=12)
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    latest_use_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.start}…)"
