"""What staff are told, how each person wants to be told, and what became of their answers by mail."""

from datetime import time

from django.db import models
from django.db.models import Q

from regard.conversations.models import Conversation
from regard.customers.models import Account, Contact
from regard.kit.fields import Id
from regard.mail.models import Inbound, Outgoing
from regard.staff.models import User


class Notification(models.Model):
    """One thing a person is told, for one of four reasons; two more are asked for: news of a customer one follows, which is
    never mailed, and the word on an answer by mail that was not sent.

    `subject_id` names the record told about and `moment` which of its moments, so that a job that runs twice tells once.
    What is about no conversation is about a customer, or the word on an answer. `mail_at` is when it may be mailed. `latest_message` is the newest message its mail showed, `facts` what its sentence needs.
    """

    class Reason(models.TextChoices):
        GIVEN = "given", "given to me"
        MENTIONED = "mentioned", "mentioned in a note"
        CLOCK = "clock", "a promised time runs out"
        PROMISE = "promise", "a promise of mine is due"
        ANSWER = "answer", "my answer by mail was not sent"
        FOLLOWED = "followed", "a customer I follow"

    class Mail(models.TextChoices):
        NONE = "none", "not by mail"
        WAITING = "waiting", "waits for its time"
        DIGEST = "digest", "with the daily summary"
        SENT = "sent", "mailed"
        DROPPED = "dropped", "dealt with before its time"

    id = Id()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.CASCADE, related_name="+")
    subject_id = models.UUIDField()
    moment = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    facts = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=8, choices=Mail.choices, default=Mail.NONE)
    mail_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    latest_message = models.UUIDField(null=True)
    outgoing = models.ForeignKey(Outgoing, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "reason", "subject_id", "moment"], name="told_once"),
            models.CheckConstraint(
                condition=Q(conversation__isnull=False)
                | Q(account__isnull=False)
                | Q(contact__isnull=False)
                | Q(reason="answer"),
                name="told_about_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-made_at"], name="told_latest"),
            models.Index(fields=["user"], name="told_unseen", condition=Q(seen_at__isnull=True)),
            models.Index(fields=["mail_at"], name="told_mail_waits", condition=Q(mail="waiting")),
            models.Index(fields=["subject_id"], name="told_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.reason} to {self.user} at {self.made_at:%Y-%m-%d %H:%M}"


class Preference(models.Model):
    """How a person wants to be told. Who never chose has no row and gets the defaults.

    With `is_quiet`, mails wait for the person's next working moment, except those for a reason in `comes_through`.
    """

    class Way(models.TextChoices):
        AT_ONCE = "at once"
        DIGEST = "digest"
        NOTHING = "nothing"

    user = models.OneToOneField(User, primary_key=True, on_delete=models.CASCADE, related_name="told_how")
    given = models.CharField(max_length=8, choices=Way.choices, default=Way.AT_ONCE)
    mentioned = models.CharField(max_length=8, choices=Way.choices, default=Way.DIGEST)
    clock = models.CharField(max_length=8, choices=Way.choices, default=Way.AT_ONCE)
    promise = models.CharField(max_length=8, choices=Way.choices, default=Way.AT_ONCE)
    is_quiet = models.BooleanField(default=True)
    comes_through = models.JSONField(default=list)
    has_digest = models.BooleanField(default=True)
    digest_at = models.TimeField(default=time(8))

    def __str__(self) -> str:
        return f"how {self.user} is told"


class Digest(models.Model):
    """The summary of one day for one person, at most one a day by the database; `outgoing` is null when there was nothing to say."""

    id = Id()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    made_at = models.DateTimeField()
    outgoing = models.ForeignKey(Outgoing, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="digest_once_a_day")]

    def __str__(self) -> str:
        return f"summary for {self.user}, {self.day}"


class Stopped(models.Model):
    """A person's address that came back: nothing more is mailed there until somebody says that it works again."""

    id = Id()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=320)
    because = models.TextField()
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name_plural = "stopped"
        constraints = [
            models.UniqueConstraint(fields=["address"], condition=Q(ended_at__isnull=True), name="stopped_once"),
        ]

    def __str__(self) -> str:
        return f"{self.address} since {self.since:%Y-%m-%d}"


class MailedAnswer(models.Model):
    """A letter that came to an address for answers by mail, and what became of it. Its bytes stay with `inbound`."""

    class Outcome(models.TextChoices):
        SENT = "sent", "sent to the customer"
        DRAFT = "draft", "kept as a draft"
        ASIDE = "aside", "set aside"
        AUTOMATIC = "automatic", "written by a machine"

    id = Id()
    inbound = models.OneToOneField(Inbound, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.CASCADE, related_name="+")
    sender = models.CharField(max_length=320)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    because = models.CharField(max_length=40, default="")
    text = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["outcome", "-at"], name="mailed_answer_latest")]

    def __str__(self) -> str:
        return f"{self.outcome} from {self.sender}"
