"""Conversations with customers: what was said, by whom, who is to answer, and how each ended."""

from django.db import models
from django.db.models import F, Q

from regard.customers.models import Account, Contact
from regard.kit.fields import Id
from regard.mail.models import Inbound, Outgoing, Raw
from regard.staff.models import Team, User


class Series(models.Model):
    """A row of human numbers: the next one to give away."""

    name = models.CharField(max_length=20, primary_key=True)
    following = models.PositiveBigIntegerField(default=1001)

    def __str__(self) -> str:
        return f"{self.name}: {self.following}"


class CloseReason(models.TextChoices):
    """Why a conversation was closed; the last five say why the customer's last word needs no answer."""

    ANSWERED = "answered"
    CUSTOMER_ENDED = "the customer ended it"
    SPAM = "spam"
    THANKS_ONLY = "thanks only"
    DUPLICATE = "duplicate"
    AUTOMATIC = "automatic mail"
    HANDLED_ELSEWHERE = "handled elsewhere"


class Conversation(models.Model):
    """A thread with a customer.

    `waiting_since` is when the oldest message that still needs our answer came; null when nobody waits. `next_due_at` is
    written by the promise clock so that lists can be sorted without reading it, `assigned_why` is the latest assignment's
    reasons. Machine mail never makes the customer the latest speaker. One with `merged_into` keeps only its number: what was
    said in it stands there.
    """

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"

    class Speaker(models.TextChoices):
        CUSTOMER = "customer"
        US = "us"
        MACHINE = "machine"

    id = Id()
    number = models.PositiveBigIntegerField(unique=True)
    subject = models.TextField(default="")
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="conversations")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="conversations")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="conversations")
    is_team_only = models.BooleanField(default=False)
    channel_kind = models.CharField(max_length=10)
    channel_id = models.UUIDField()
    our_address = models.CharField(max_length=254)
    language = models.CharField(max_length=8, blank=True, default="")
    assignee = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="conversations")
    assigned_why = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    latest_speaker = models.CharField(max_length=10, choices=Speaker.choices, default=Speaker.CUSTOMER)
    latest_message_at = models.DateTimeField()
    preview = models.CharField(max_length=200, default="")
    waiting_since = models.DateTimeField(null=True)
    next_due_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    closed_by_customer = models.BooleanField(default=False)
    close_reason = models.CharField(max_length=24, choices=CloseReason.choices, blank=True, default="")
    is_unverified = models.BooleanField(default=False)
    resembles = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    # Its index is below, without the nulls: nearly all rows are that, and SQLite took it for the quickest way to every list.
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.CASCADE, related_name="absorbed", db_index=False
    )
    split_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            # No silent ending: a thread whose last word is the customer's is closed by the customer, or by a named
            # person with a reason. A timer, a rule or a model cannot.
            models.CheckConstraint(
                condition=Q(state="open")
                | ~Q(latest_speaker="customer")
                | Q(closed_by_customer=True)
                | (Q(closed_by__isnull=False) & ~Q(close_reason="")),
                name="no_silent_ending",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | Q(state="closed", closed_at__isnull=False),
                name="closed_has_a_date",
            ),
        ]
        indexes = [
            models.Index(fields=["assignee", "next_due_at"], name="conversation_mine", condition=Q(state="open")),
            models.Index(fields=["next_due_at"], name="conversation_due", condition=Q(state="open")),
            models.Index(fields=["-latest_message_at"], name="conversation_latest"),
            models.Index(fields=["account", "-latest_message_at"], name="conversation_account"),
            # The list of closed ones, page by page; the id is the last thing all lists are sorted by.
            models.Index(fields=["-closed_at", "id"], name="conversation_closed", condition=Q(state="closed")),
            models.Index(fields=["team", "contact"], name="conversation_team_only", condition=Q(is_team_only=True)),
            models.Index(fields=["merged_into"], name="conversation_merged", condition=Q(merged_into__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.subject}"


class Message(models.Model):
    """One thing said in a conversation.

    `needs_answer` is true for a customer's message until a person answers it or gives a reason from the closed list;
    `answered_by` names the message that did. A holding reply promises and does not answer. `is_history`: it was said before
    the mailbox was watched, so no clock ever ran for it and nobody was told.
    """

    class Kind(models.TextChoices):
        INBOUND = "inbound"
        OUTBOUND = "outbound"
        NOTE = "note"

    id = Id()
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    at = models.DateTimeField()
    contact = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="messages")
    author_name = models.CharField(max_length=200, default="")
    author_address = models.CharField(max_length=320, default="")
    reply_to = models.CharField(max_length=320, default="")
    subject = models.TextField(default="")
    text = models.TextField(default="")
    quoted = models.TextField(default="")
    html = models.TextField(default="")
    language = models.CharField(max_length=8, blank=True, default="")
    message_id = models.CharField(max_length=998, default="")
    inbound = models.OneToOneField(Inbound, null=True, on_delete=models.PROTECT, related_name="+")
    outgoing = models.OneToOneField(Outgoing, null=True, on_delete=models.PROTECT, related_name="+")
    is_automatic = models.BooleanField(default=False)
    automatic_reason = models.CharField(max_length=60, default="")
    is_holding = models.BooleanField(default=False)
    has_files = models.BooleanField(default=False)
    is_unverified = models.BooleanField(default=False)
    is_history = models.BooleanField(default=False)
    needs_answer = models.BooleanField(default=False)
    no_answer_reason = models.CharField(max_length=24, choices=CloseReason.choices, blank=True, default="")
    no_answer_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="answers")
    no_acknowledgement_because = models.CharField(max_length=60, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | Q(answered_at__isnull=False), name="answered_has_a_date"
            ),
            models.CheckConstraint(
                condition=Q(no_answer_reason="")
                | Q(no_answer_by__isnull=False)
                | Q(no_answer_reason=CloseReason.CUSTOMER_ENDED),
                name="no_answer_needs_a_person",
            ),
        ]
        indexes = [
            models.Index(fields=["conversation", "at"], name="message_thread"),
            models.Index(fields=["message_id"], name="message_message_id", condition=~Q(message_id="")),
            models.Index(
                fields=["at"], name="message_waiting", condition=Q(needs_answer=True, answered_at__isnull=True)
            ),
            # The report goes through every message of a period: it reads this and not the rows with their texts.
            models.Index(
                fields=["at", "needs_answer", "conversation", "contact", "answered_at", "is_history"],
                name="message_asked",
                condition=Q(needs_answer=True),
            ),
            models.Index(fields=["at"], name="message_holding", condition=Q(is_holding=True)),
            # What customers said who only wanted to thank: the latest stands on Today.
            models.Index(fields=["-at"], name="message_thanks", condition=Q(no_answer_reason="thanks only")),
            # Hardly any: those are counted on Today, in a table in which most messages got a receipt.
            models.Index(
                fields=["at"],
                name="message_no_receipt",
                condition=Q(needs_answer=True)
                & ~Q(no_acknowledgement_because="")
                & ~Q(no_acknowledgement_because="acknowledged before"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class Answers(models.Model):
    """The id of a letter that a message of the past answers: the past is read backwards, so what it answers comes later."""

    id = Id()
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="answers_ids")
    letter = models.CharField(max_length=998)

    class Meta:
        indexes = [models.Index(fields=["letter"], name="answers_letter")]

    def __str__(self) -> str:
        return self.letter


class Participant(models.Model):
    """An address that takes part in a conversation, and so may write into it."""

    id = Id()
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participants")
    address = models.CharField(max_length=320)
    name = models.CharField(max_length=200, default="")
    reason = models.CharField(
        max_length=20, choices=[("wrote", "wrote to us"), ("copied", "was copied in"), ("added", "added by us")]
    )
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "address"], name="participant_once")]

    def __str__(self) -> str:
        return self.address


class Attachment(models.Model):
    """A file that came or went with a message; its bytes lie in the store of letters."""

    id = Id()
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    raw = models.ForeignKey(Raw, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    content_id = models.CharField(max_length=255, default="")

    def __str__(self) -> str:
        return self.filename


class Acknowledgement(models.Model):
    """The receipt a customer got: who answers, by when. At most one a conversation, by the database."""

    conversation = models.OneToOneField(
        Conversation, primary_key=True, on_delete=models.CASCADE, related_name="acknowledgement"
    )
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="acknowledgement")
    outgoing = models.OneToOneField(Outgoing, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    promised_by = models.DateTimeField()
    basis = models.CharField(max_length=20)
    person = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=8)
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.conversation} by {self.promised_by:%Y-%m-%d %H:%M}"


class Assignment(models.Model):
    """Who was asked to answer, why, and by whom. The latest row says who it is now."""

    id = Id()
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="assignments")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="assignments")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reasons = models.JSONField(default=list)
    note = models.TextField(default="")

    class Meta:
        constraints = [
            # A person who hands over says why; only the router and the one who takes it may leave the note empty.
            models.CheckConstraint(
                condition=Q(by__isnull=True) | Q(by=F("user")) | ~Q(note=""), name="handing_over_needs_a_note"
            ),
        ]
        indexes = [
            models.Index(fields=["conversation", "-at"], name="assignment_latest"),
            models.Index(fields=["user", "-at"], name="assignment_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation} to {self.user or self.team}"
