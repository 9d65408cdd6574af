"""Meetings and calls, and who took part."""

from django.db import models
from django.db.models import F, Q

from regard.conversations.models import Conversation, Message
from regard.customers.models import Account, Contact
from regard.kit.fields import Id, choices_check
from regard.staff.models import User


class Meeting(models.Model):
    """One meeting or call with customers.

    `uid` and `occurrence` (the day of a series, as the calendar names it) are the calendar's; '' for what was noted here.
    `sequence` and `stamped_at` say which version of the invitation this is. `state` is what was said; what is planned and over
    was held, see `rules.state_at`. `message` is the letter that brought it, `by`
    who noted it; `conversation` is the one it came in, and where the letter stands now is `message.conversation`. `text` only we see.
    """

    class Kind(models.TextChoices):
        MEETING = "meeting"
        CALL = "call"

    class State(models.TextChoices):
        PLANNED = "planned"
        HELD = "held"
        CANCELLED = "cancelled"

    id = Id()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    uid = models.CharField(max_length=255, blank=True, default="")
    occurrence = models.CharField(max_length=40, blank=True, default="")
    sequence = models.PositiveIntegerField(default=0)
    stamped_at = models.DateTimeField(null=True)
    title = models.CharField(max_length=300, blank=True, default="")
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="meetings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_all_day = models.BooleanField(default=False)
    repeats = models.BooleanField(default=False)
    place = models.CharField(max_length=300, blank=True, default="")
    text = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.CASCADE, related_name="meetings")
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="meetings")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["uid", "occurrence"], condition=~Q(uid=""), name="meeting_of_a_uid_once"),
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="meeting_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(kind="call") | Q(state="held"), name="a_call_was_held"),
            choices_check("kind", ["meeting", "call"]),
            choices_check("state", ["planned", "held", "cancelled"]),
        ]
        indexes = [models.Index(fields=["account", "-starts_at"], name="meeting_of_account")]

    def __str__(self) -> str:
        return self.title or self.kind


class Attendance(models.Model):
    """Somebody at a meeting: a contact, a colleague, or an address nobody here knows."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted"
        DECLINED = "declined"
        TENTATIVE = "tentative"
        NEEDS_ACTION = "needs action"

    id = Id()
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.CASCADE, related_name="attendances")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="attendances")
    address = models.CharField(max_length=320, blank=True, default="")
    name = models.CharField(max_length=200, blank=True, default="")
    is_organiser = models.BooleanField(default=False)
    answer = models.CharField(max_length=12, choices=Answer.choices, default=Answer.NEEDS_ACTION)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "address"], condition=~Q(address=""), name="attends_once"),
            models.UniqueConstraint(fields=["meeting", "contact"], name="contact_attends_once"),
            choices_check("answer", ["accepted", "declined", "tentative", "needs action"]),
        ]

    def __str__(self) -> str:
        return self.name or self.address
