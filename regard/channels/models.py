"""The ways a customer can reach us."""

from django.db import models

from regard.kit.fields import Id
from regard.mail.models import Inbound, Mailbox, Outgoing
from regard.staff.models import Team, User


class Channel(models.Model):
    """A public way in: what comes through it goes to `team`; `is_team_only` keeps others from reading it.

    Receipts are sent from `acknowledgement_on_since` on: when a person had seen how they look, and switched them on.
    `deaf_since`: a test letter left then and did not come back in time.
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
    heartbeat_is_on = models.BooleanField(default=True)
    deaf_since = models.DateTimeField(null=True)
    mailbox = models.OneToOneField(Mailbox, null=True, on_delete=models.PROTECT, related_name="channel")
    is_sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name

    @property
    def acknowledges(self) -> bool:
        """Whether receipts are sent."""
        return self.acknowledgement_on_since is not None


class Loop(models.Model):
    """A test letter that leaves a mailbox and is to come back into it. It is filed nowhere and counted nowhere.

    `signer` and `selector` are of its DKIM signature, `verdict` what our own server said about it (RFC 8601).
    """

    id = Id()
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="loops")
    is_heartbeat = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    outgoing = models.OneToOneField(Outgoing, on_delete=models.CASCADE, related_name="+")
    returned_at = models.DateTimeField(null=True)
    alarmed_at = models.DateTimeField(null=True)
    signer = models.CharField(max_length=253, blank=True, default="")
    selector = models.CharField(max_length=253, blank=True, default="")
    verdict = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["channel", "-started_at"], name="loop_of_channel"),
            models.Index(fields=["started_at"], name="loop_out", condition=models.Q(returned_at=None, alarmed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.channel} at {self.started_at:%Y-%m-%d %H:%M}"


class Deafness(models.Model):
    """A stretch of time in which a channel took nothing in, as far as test letters tell."""

    id = Id()
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="deafnesses")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "deafnesses"
        constraints = [
            models.UniqueConstraint(fields=["channel"], condition=models.Q(until=None), name="deaf_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} since {self.since:%Y-%m-%d %H:%M}"


class DomainCheck(models.Model):
    """What the domain of our address publishes about who may send in its name, and when that was looked up."""

    domain = models.CharField(max_length=253, primary_key=True)
    checked_at = models.DateTimeField()
    spf = models.JSONField(default=list)
    dmarc = models.JSONField(default=list)
    dmarc_domain = models.CharField(max_length=253, blank=True, default="")
    selector = models.CharField(max_length=253, blank=True, default="")
    dkim_key = models.TextField(blank=True, default="")
    trouble = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.domain


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
