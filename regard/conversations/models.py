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
    reasons. Machine mail never makes the customer the
    latest speaker.
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
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.subject}"


class Message(models.Model):
    """One thing said in a conversation.

    `needs_answer` is true for a customer's message until a person answers it or gives a reason from the closed list;
    `answered_by` names the message that did. A holding reply promises and does not answer.
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
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


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
        indexes = [models.Index(fields=["conversation", "-at"], name="assignment_latest")]

    def __str__(self) -> str:
        return f"{self.conversation} to {self.user or self.team}"


class Draft(models.Model):
    """An answer being written: one open one a person and conversation, which nobody else's action touches.

    `recipients` are the ticked addresses, null while everybody is; `cc` stands as typed. `ticked` and `denied` name questions
    (see `rules.questions`) whose state the writer set by hand. With `send_at` it is planned and leaves by itself; `held_at`
    and `held_because` say that and why it did not. Once sent it stays, tied to its message, so that it can be taken back.
    """

    id = Id()
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="drafts")
    author_name = models.CharField(max_length=120)
    text = models.TextField(default="")
    recipients = models.JSONField(null=True)
    cc = models.TextField(default="")
    is_holding = models.BooleanField(default=False)
    promised_until = models.DateTimeField(null=True)
    ticked = models.JSONField(default=list)
    denied = models.JSONField(default=list)
    seen = models.UUIDField(null=True)
    has_files = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    send_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    held_because = models.TextField(default="")
    sent_as = models.OneToOneField(Message, null=True, on_delete=models.CASCADE, related_name="draft")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "author"],
                condition=Q(sent_as__isnull=True, author__isnull=False),
                name="one_open_draft_a_person",
            ),
            models.CheckConstraint(
                condition=Q(send_at__isnull=True) | Q(sent_as__isnull=True), name="planned_is_not_sent"
            ),
        ]

    def __str__(self) -> str:
        return f"draft of {self.author_name}, {self.updated_at:%Y-%m-%d %H:%M}"


class DraftFile(models.Model):
    """A file kept with a draft; its bytes lie in the store of letters."""

    id = Id()
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    raw = models.ForeignKey(Raw, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return self.filename


class Snippet(models.Model):
    """A text that is written often. Everybody's, or a team's; a retired one is offered to nobody and kept.

    Its text holds `{{ contact.first_name }}` and the other names of `rules.snippets`, and `{{ ask: … }}` for what must be typed.
    """

    id = Id()
    name = models.CharField(max_length=80)
    text = models.TextField()
    language = models.CharField(max_length=8, blank=True, default="")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="snippets")
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="snippets")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    used_count = models.PositiveIntegerField(default=0)
    last_used_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "team"], condition=Q(retired_at__isnull=True), name="snippet_once_a_team"
            ),
            models.UniqueConstraint(
                fields=["name"], condition=Q(retired_at__isnull=True, team__isnull=True), name="snippet_once_for_all"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Mention(models.Model):
    """A colleague named in a note."""

    id = Id()
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="mentions")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mentions")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "user"], name="mentioned_once")]
        indexes = [models.Index(fields=["user", "-at"], name="mention_latest")]

    def __str__(self) -> str:
        return f"{self.user} in {self.conversation}"


class Presence(models.Model):
    """When a person last had a conversation on screen, and last wrote in it. Fleeting: no event tells of it."""

    id = Id()
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="present")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    writing_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "user"], name="present_once")]
        indexes = [models.Index(fields=["seen_at"], name="present_lately")]

    def __str__(self) -> str:
        return f"{self.user} in {self.conversation}"
