"""What customers were promised: working hours, policies, running clocks, escalations, and dates a person gave."""

from django.db import models
from django.db.models import Q

from regard.conversations.models import Conversation, Message
from regard.customers.models import Account
from regard.kit.fields import Id
from regard.staff.models import Team, User


class Calendar(models.Model):
    """Working hours in one time zone. `week` holds seven lists of ["09:00", "12:00"] pairs, Monday first.

    Hours that clocks were counted by never change: a change adds the row anew, and the old one is kept with `retired_at`.
    """

    id = Id()
    name = models.CharField(max_length=80)
    zone = models.CharField(max_length=60)
    week = models.JSONField()
    country = models.CharField(max_length=2, blank=True, default="")
    subdivision = models.CharField(max_length=10, blank=True, default="")
    closed_days = models.JSONField(default=list)
    retired_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=Q(retired_at__isnull=True), name="calendar_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Policy(models.Model):
    """How soon we answer, in working minutes of the calendar. The first policy by `position` that fits a conversation holds.

    Empty `channel_kind`, `topic` and `tier` fit everything. One that clocks were started by never changes: a change adds the
    row anew, and the old one is kept for them with `retired_at`.
    """

    id = Id()
    name = models.CharField(max_length=80)
    position = models.PositiveIntegerField(default=100)
    channel_kind = models.CharField(max_length=10, blank=True, default="")
    topic = models.CharField(max_length=60, blank=True, default="")
    tier = models.CharField(max_length=40, blank=True, default="")
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="policies")
    first_answer_minutes = models.PositiveIntegerField()
    next_answer_minutes = models.PositiveIntegerField()
    resolution_minutes = models.PositiveIntegerField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "policies"
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=Q(retired_at__isnull=True), name="policy_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Clock(models.Model):
    """A promise that runs. Everything but `started_at`, the policy and the pauses can be computed again from the events.

    `next_rung_at` is when the ladder's next step is due; `rung` the last percentage reached. Both clocks are kept when it
    stops: `customer_seconds` by the wall, `working_seconds` by the calendar.
    """

    class Target(models.TextChoices):
        FIRST_ANSWER = "first answer"
        NEXT_ANSWER = "next answer"
        RESOLUTION = "resolution"

    id = Id()
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="clocks")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="clocks")
    target = models.CharField(max_length=14, choices=Target.choices)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    half_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    pauses = models.JSONField(default=list)
    next_rung_at = models.DateTimeField(null=True)
    rung = models.PositiveIntegerField(default=0)
    taken_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_because = models.CharField(max_length=40, default="")
    basis = models.CharField(max_length=10, default="policy")
    customer_seconds = models.PositiveBigIntegerField(null=True)
    working_seconds = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "target"],
                condition=Q(stopped_at__isnull=True),
                name="one_running_clock_a_target",
            ),
        ]
        indexes = [
            models.Index(fields=["next_rung_at"], name="clock_rung", condition=Q(stopped_at__isnull=True)),
            models.Index(fields=["stopped_at"], name="clock_stopped"),
        ]

    def __str__(self) -> str:
        return f"{self.target} by {self.due_at:%Y-%m-%d %H:%M}"


class Escalation(models.Model):
    """One rung that was reached, who was told, when for the latest time and how often: it repeats until somebody takes it."""

    id = Id()
    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="escalations")
    percent = models.PositiveIntegerField()
    audience = models.CharField(max_length=20)
    told = models.ManyToManyField(User, related_name="+")
    reached_at = models.DateTimeField()
    told_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clock", "percent"], name="rung_once")]

    def __str__(self) -> str:
        return f"{self.percent}% to {self.audience}"


class Promise(models.Model):
    """A date a person gave a customer: the ledger."""

    id = Id()
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="promises")
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="promises")
    text = models.TextField()
    holder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="promises")
    source = models.CharField(
        max_length=20,
        choices=[("holding reply", "a holding reply"), ("typed", "typed by a person"), ("letter", "found in a letter")],
    )
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True)
    broken_at = models.DateTimeField(null=True)
    told_before_broken_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["holder", "due_at"], name="promise_open", condition=Q(kept_at__isnull=True))]

    def __str__(self) -> str:
        return self.text


class ProposedPromise(models.Model):
    """A sentence with a day in a letter of ours: whoever wrote it says whether it is kept as a promise.

    `due_on` is the day on the writer's wall clock. `promise` is what became of a yes; a no has `decided_at` alone.
    """

    id = Id()
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="proposed_promises")
    holder = models.ForeignKey(User, on_delete=models.CASCADE, related_name="proposed_promises")
    text = models.CharField(max_length=300)
    named = models.CharField(max_length=60)
    due_on = models.DateField()
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    promise = models.OneToOneField(Promise, null=True, on_delete=models.SET_NULL, related_name="proposal")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "text"], name="proposed_once")]
        indexes = [
            models.Index(fields=["holder", "due_on"], name="proposal_open", condition=Q(decided_at__isnull=True))
        ]

    def __str__(self) -> str:
        return self.text


class TeamCalendar(models.Model):
    """The hours a team works, for routing and for its people who have none of their own."""

    team = models.OneToOneField(Team, primary_key=True, on_delete=models.CASCADE, related_name="hours")
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.team}: {self.calendar}"
