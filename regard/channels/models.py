"""The ways a customer can reach us."""

from django.db import models

from regard.kit.fields import Id
from regard.mail.models import Inbound, Mailbox
from regard.staff.models import Team, User


class Channel(models.Model):
    """A public way in: what comes through it goes to `team`; `is_team_only` keeps others from reading it.

    Receipts are sent from `acknowledgement_on_since` on: when a person had seen how they look, and switched them on.
    """

    class Kind(models.TextChoices):
        EMAIL = "email"
        WEBFORM = "webform"

    id = Id()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=120)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="channels")
    is_team_only = models.BooleanField(default=False)
    acknowledgement_on_since = models.DateTimeField(null=True)
    acknowledgement_on_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    mailbox = models.OneToOneField(Mailbox, null=True, on_delete=models.PROTECT, related_name="channel")
    is_sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name

    @property
    def acknowledges(self) -> bool:
        """Whether receipts are sent."""
        return self.acknowledgement_on_since is not None


class ContactForm(models.Model):
    """A public page on which anybody can write to us. Answers leave from `mailbox`.

    `embed_on` are the origins of our own sites that may show the form inside a page of theirs. The limits are messages
    from one network an hour, and for one typed address a day.
    """

    id = Id()
    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="form")
    slug = models.SlugField(max_length=60, unique=True)
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="forms")
    phone = models.CharField(max_length=40, blank=True, default="")
    phone_note = models.CharField(max_length=300, blank=True, default="")
    privacy_note = models.TextField(blank=True, default="")
    embed_on = models.JSONField(default=list)
    is_open = models.BooleanField(default=True)
    hourly_limit = models.PositiveIntegerField(default=20)
    daily_limit = models.PositiveIntegerField(default=10)

    def __str__(self) -> str:
        return self.channel.name


class ContactTopic(models.Model):
    """What a form's message can be about; with a `team` it goes there instead of to the form's own."""

    id = Id()
    form = models.ForeignKey(ContactForm, on_delete=models.CASCADE, related_name="topics")
    position = models.PositiveIntegerField()
    label = models.CharField(max_length=80)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["form", "label"], name="contact_topic_once")]

    def __str__(self) -> str:
        return self.label


class Submission(models.Model):
    """One message sent by a form. `send_key` comes from the page, so that pressing twice sends once; `network` is a keyed
    hash of the sender's network and counts against its limit.
    """

    id = Id()
    send_key = models.UUIDField(unique=True)
    form = models.ForeignKey(ContactForm, on_delete=models.PROTECT, related_name="submissions")
    topic = models.ForeignKey(ContactTopic, null=True, on_delete=models.SET_NULL, related_name="+")
    inbound = models.OneToOneField(Inbound, on_delete=models.CASCADE, related_name="submission")
    at = models.DateTimeField()
    address = models.CharField(max_length=254)
    network = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["network", "at"], name="submission_network"),
            models.Index(fields=["address", "at"], name="submission_address"),
        ]

    def __str__(self) -> str:
        return f"{self.form} at {self.at:%Y-%m-%d %H:%M}"
