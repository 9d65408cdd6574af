"""Opportunities, the evidence that moves them, and what a machine proposes as evidence."""

from django.db import models
from django.db.models import Q

from regard.conversations.models import Conversation, Message
from regard.customers.models import Account, Contact, CustomerFile, CustomerNote
from regard.kit.fields import Id
from regard.meetings.models import Meeting
from regard.opportunities.models.pipeline import EvidenceKind, Gate, Ladder
from regard.staff.models import User


class Outcome(models.TextChoices):
    """How an opportunity ended. No decision is not a loss to somebody."""

    WON = "won"
    LOST = "lost"
    NO_DECISION = "no decision"
    WITHDRAWN = "withdrawn"


class Opportunity(models.Model):
    """Something an account may buy.

    `gate`, `stands_since` and `stands_until` say where it stands by its evidence: nobody writes them but `settle`, which reads
    the evidence; from `stands_until` on the evidence is stale. `amount`, `closes_on` and `call` (a chance in percent) are
    what its owner says; `slips` counts how often `closes_on` was moved later. `heard_at` is when somebody of the customer
    last did something. Reasons of a lost one: `reason` as we see it, `reason_words` as the
    customer said it; `asked_in` is the letter that asks, whose id its conversation takes once it is sent.
    """

    id = Id()
    name = models.CharField(max_length=200)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="opportunities")
    ladder = models.ForeignKey(Ladder, on_delete=models.PROTECT, related_name="opportunities")
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="opportunities")
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3)
    closes_on = models.DateField(null=True)
    call = models.PositiveSmallIntegerField(null=True)
    slips = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=60, blank=True, default="")
    gate = models.ForeignKey(Gate, null=True, on_delete=models.PROTECT, related_name="opportunities")
    stands_since = models.DateTimeField()
    stands_until = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    died_at = models.ForeignKey(Gate, null=True, on_delete=models.PROTECT, related_name="+")
    lost_to = models.ForeignKey("Competitor", null=True, on_delete=models.PROTECT, related_name="won_from_us")
    reason = models.TextField(blank=True, default="")
    asked_for_reason = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_for_reason_at = models.DateTimeField(null=True)
    asked_in = models.UUIDField(null=True)
    reason_words = models.TextField(blank=True, default="")
    reason_message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "opportunities"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", closed_at__isnull=True) | (~Q(outcome="") & Q(closed_at__isnull=False)),
                name="ended_has_a_date",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="lost") | Q(lost_to__isnull=False), name="lost_to_somebody_named"
            ),
            # A sale nobody of the customer signed for is none: it stands at a gate, and gates are reached by evidence.
            models.CheckConstraint(condition=~Q(outcome="won") | Q(gate__isnull=False), name="won_at_a_gate"),
            models.CheckConstraint(condition=Q(call__isnull=True) | Q(call__lte=100), name="call_in_percent"),
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gte=0), name="amount_not_negative"),
        ]
        indexes = [
            models.Index(fields=["ladder", "gate", "-amount"], name="opportunity_board", condition=Q(outcome="")),
            models.Index(fields=["stands_until"], name="opportunity_stale", condition=Q(stands_until__isnull=False)),
            models.Index(fields=["owner", "closes_on"], name="opportunity_owner", condition=Q(outcome="")),
            models.Index(fields=["account", "-created_at"], name="opportunity_account"),
            models.Index(fields=["-closed_at"], name="opportunity_closed", condition=~Q(outcome="")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Nothing has ended it."""
        return not self.outcome


class _Proven(models.Model):
    """Where the customer's own words or deeds can be read."""

    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.ForeignKey(CustomerNote, null=True, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(CustomerFile, null=True, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Evidence(_Proven):
    """What a person on the customer's side did, by which a gate is reached. One that is taken back stays, with who did and why.

    `is_erased`: the person was erased since; that they did it stays, where it can be read does not.
    """

    id = Id()
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="evidence")
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=10, choices=EvidenceKind.choices)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="evidence")
    happened_at = models.DateTimeField()
    words = models.TextField(blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_because = models.CharField(max_length=200, blank=True, default="")
    is_erased = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=Q(message__isnull=False)
                | Q(note__isnull=False)
                | Q(file__isnull=False)
                | Q(meeting__isnull=False)
                | Q(is_erased=True),
                name="evidence_can_be_read",
            ),
            models.UniqueConstraint(
                fields=["opportunity", "gate", "message"],
                condition=Q(withdrawn_at__isnull=True, message__isnull=False),
                name="message_proves_a_gate_once",
            ),
        ]
        indexes = [models.Index(fields=["opportunity", "-happened_at"], name="evidence_latest")]

    def __str__(self) -> str:
        return f"{self.gate}: {self.contact}, {self.happened_at:%Y-%m-%d}"


class Proposal(models.Model):
    """A sentence of a letter that may be evidence. It is none until a person says so."""

    class Decision(models.TextChoices):
        CONFIRMED = "confirmed"
        DISMISSED = "dismissed"

    id = Id()
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="proposals")
    gate = models.ForeignKey(Gate, on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    words = models.TextField()
    found_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    evidence = models.ForeignKey(Evidence, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "gate", "message"], name="evidence_proposed_once"),
        ]
        indexes = [models.Index(fields=["opportunity"], name="evidence_proposal_open", condition=Q(decision=""))]

    def __str__(self) -> str:
        return f"{self.gate}? {self.words[:60]}"


class Filing(models.Model):
    """A conversation that is about an opportunity: filed by itself (`by` is null), or by a colleague."""

    id = Id()
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="filings")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="filings")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opportunity", "conversation"], name="filed_once")]

    def __str__(self) -> str:
        return f"{self.conversation} in {self.opportunity}"
