"""Letters as they came and as they left: raw bytes, mailboxes, what came in, what goes out and every attempt to send it."""

from django.db import models

from regard.kit.fields import Id


class Raw(models.Model):
    """The bytes of one letter or attachment, kept in a file named by their SHA-256 (see `store`)."""

    id = Id()
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:12]


class Discarded(models.Model):
    """A file that no row names any more and that is still to be removed from the disk; `path` is below the data folder."""

    path = models.CharField(max_length=255, primary_key=True)
    since = models.DateTimeField()

    class Meta:
        verbose_name_plural = "discarded"

    def __str__(self) -> str:
        return self.path


class Mailbox(models.Model):
    """An address of the company at which letters arrive, and how they get here.

    What reached it before `watching_since` is history: kept and shown, never acknowledged, never timed. `history_since` says
    from when on history is fetched from the IMAP server; null: none is. Without an `smtp_host` what leaves goes by the server
    of REGARD_EMAIL_URL.
    """

    class Way(models.TextChoices):
        LISTENER = "listener", "delivered to this server (SMTP, LMTP or pipe)"
        IMAP = "imap", "fetched by IMAP"

    id = Id()
    address = models.CharField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.LISTENER)
    is_active = models.BooleanField(default=True)
    plus_addressing = models.BooleanField(default=True)
    watching_since = models.DateTimeField()
    history_since = models.DateTimeField(null=True)
    imap_host = models.CharField(max_length=254, blank=True, default="")
    imap_port = models.PositiveIntegerField(default=993)
    imap_security = models.CharField(
        max_length=10, default="tls", choices=[("tls", "TLS"), ("starttls", "STARTTLS"), ("none", "none")]
    )
    imap_username = models.CharField(max_length=254, blank=True, default="")
    imap_secret = models.BinaryField(default=b"", editable=False)
    imap_idle = models.BooleanField(null=True)
    smtp_host = models.CharField(max_length=254, blank=True, default="")
    smtp_port = models.PositiveIntegerField(default=465)
    smtp_security = models.CharField(
        max_length=10, default="tls", choices=[("tls", "TLS"), ("starttls", "STARTTLS"), ("none", "none")]
    )
    smtp_username = models.CharField(max_length=254, blank=True, default="")
    smtp_secret = models.BinaryField(default=b"", editable=False)
    latest_arrival_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True, default="")
    trouble_since = models.DateTimeField(null=True)
    lease_holder = models.CharField(max_length=80, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    lease_fence = models.PositiveIntegerField(default=0)
    is_sample = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "mailboxes"

    def __str__(self) -> str:
        return self.address


class OAuthClient(models.Model):
    """Under which id and secret a provider knows this installation."""

    provider = models.CharField(primary_key=True, max_length=20)
    client_id = models.CharField(max_length=300)
    secret = models.BinaryField(default=b"", editable=False)

    def __str__(self) -> str:
        return self.provider


class Grant(models.Model):
    """A person's consent that we read and write a mailbox at a provider. Its tokens are sealed; the latest ones count.

    `renewing_until`: a process is asking for new ones. `withdrawn_at`: the provider says that the consent ended.
    """

    id = Id()
    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="grant")
    provider = models.CharField(max_length=20)
    refresh = models.BinaryField(editable=False)
    access = models.BinaryField(editable=False)
    expires_at = models.DateTimeField()
    given_at = models.DateTimeField()
    renewing_until = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.mailbox} by {self.provider}"


class Folder(models.Model):
    """An IMAP folder that is read, and how far, for one UIDVALIDITY.

    `cursor` is the highest UID up to which every letter is settled; it only moves forward. Letters up to `floor` were there
    before the mailbox was connected: they are fetched only as history, latest first. Letters below `history_cursor` are still
    to be read, `history_total` of all when that began; null: nothing is to be read.
    """

    class Role(models.TextChoices):
        INBOX = "inbox"
        SENT = "sent"

    id = Id()
    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="folders")
    name = models.CharField(max_length=254)
    role = models.CharField(max_length=10, choices=Role.choices)
    uidvalidity = models.BigIntegerField(null=True)
    cursor = models.BigIntegerField(default=0)
    floor = models.BigIntegerField(default=0)
    history_cursor = models.BigIntegerField(null=True)
    history_total = models.PositiveIntegerField(null=True)
    history_read = models.PositiveIntegerField(default=0)
    reconciled_at = models.DateTimeField(null=True)
    missing_on_server = models.PositiveIntegerField(default=0)
    missing_here = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "name"], name="folder_once_a_mailbox")]

    def __str__(self) -> str:
        return f"{self.mailbox.address} {self.name}"


class Inbound(models.Model):
    """A letter that was accepted. The row and its bytes are committed before the sender hears that it arrived.

    `fingerprint` is the SHA-256 of the letter without the headers that relays add on the way: the same letter over two
    relays is one letter, another letter under the same Message-ID is kept and flagged by `shares_message_id`. `arrived_at` is
    when it reached the company's mail server, for one that was fetched; else when it was accepted. `is_probe`: a test letter
    of our own that came back; it is filed nowhere and counted nowhere.
    """

    class Way(models.TextChoices):
        SMTP = "smtp"
        LMTP = "lmtp"
        IMAP = "imap"
        PIPE = "pipe"
        FORM = "form"

    class State(models.TextChoices):
        ACCEPTED = "accepted"
        PROCESSED = "processed"
        QUARANTINED = "quarantined"

    id = Id()
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="arrivals")
    role = models.CharField(max_length=10, choices=Folder.Role.choices, default=Folder.Role.INBOX)
    raw = models.ForeignKey(Raw, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=10, choices=Way.choices)
    message_id = models.CharField(max_length=998, default="")
    fingerprint = models.CharField(max_length=64)
    shares_message_id = models.BooleanField(default=False)
    envelope_from = models.CharField(max_length=320, default="")
    envelope_to = models.CharField(max_length=320, default="")
    remote = models.CharField(max_length=120, default="")
    accepted_at = models.DateTimeField()
    arrived_at = models.DateTimeField()
    is_history = models.BooleanField(default=False)
    is_probe = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.ACCEPTED)
    reason = models.TextField(default="")
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "role", "fingerprint"], name="inbound_stored_once"),
        ]
        indexes = [
            models.Index(fields=["mailbox", "message_id"], name="inbound_message_id"),
            models.Index(fields=["state", "accepted_at"], name="inbound_state"),
        ]

    def __str__(self) -> str:
        return self.message_id or str(self.id)


class ServerUid(models.Model):
    """Which letter an IMAP server calls by which UID, so that its list can be compared with what is stored.

    Without an `inbound` the letter is not here: it is tried again until `gap_reason` says, for people, why it is missing.
    """

    id = Id()
    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="uids")
    uidvalidity = models.BigIntegerField()
    uid = models.BigIntegerField()
    inbound = models.ForeignKey(Inbound, null=True, on_delete=models.CASCADE, related_name="+")
    tries = models.PositiveIntegerField(default=0)
    gap_reason = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["folder", "uidvalidity", "uid"], name="uid_once")]
        indexes = [models.Index(fields=["folder", "uid"], name="uid_not_here", condition=models.Q(inbound=None))]

    def __str__(self) -> str:
        return f"{self.uidvalidity}/{self.uid}"


class Outgoing(models.Model):
    """A letter that leaves, or has left. Its bytes are fixed when it is queued: every attempt sends the same Message-ID.

    `subject_kind` and `subject_id` name the record it belongs to. `uncertain_attempts` counts attempts of which nobody
    knows whether the other side took the letter (the connection broke after the last dot).
    """

    class Kind(models.TextChoices):
        REPLY = "reply", "written by a person"
        ACKNOWLEDGEMENT = "acknowledgement"
        NOTIFICATION = "notification"
        PROBE = "probe", "test letter to ourselves"

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        CANCELLED = "cancelled"

    id = Id()
    kind = models.CharField(max_length=16, choices=Kind.choices)
    mailbox = models.ForeignKey(Mailbox, null=True, on_delete=models.PROTECT, related_name="+")
    message_id = models.CharField(max_length=998, unique=True)
    envelope_from = models.CharField(max_length=320, default="")
    raw = models.ForeignKey(Raw, on_delete=models.PROTECT, related_name="+")
    subject = models.TextField(default="")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    account_id = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    uncertain_attempts = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="")
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="outgoing_subject"),
            models.Index(fields=["state", "next_attempt_at"], name="outgoing_state"),
            models.Index(fields=["created_at"], name="outgoing_failed", condition=models.Q(state="failed")),
        ]

    def __str__(self) -> str:
        return self.message_id


class Recipient(models.Model):
    """One envelope recipient of a letter that leaves, and what became of it there."""

    class State(models.TextChoices):
        WAITING = "waiting"
        ACCEPTED = "accepted"
        DELAYED = "delayed"
        REFUSED = "refused"
        BOUNCED = "bounced"

    id = Id()
    outgoing = models.ForeignKey(Outgoing, on_delete=models.CASCADE, related_name="recipients")
    address = models.CharField(max_length=320)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reply = models.TextField(default="")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outgoing", "address"], name="recipient_once")]
        indexes = [
            models.Index(
                fields=["outgoing"],
                name="recipient_missed",
                condition=models.Q(state="refused") | models.Q(state="bounced"),
            ),
        ]

    def __str__(self) -> str:
        return self.address


class Attempt(models.Model):
    """One try to hand a letter over. Committed before the connection is opened, so that a crash leaves a trace."""

    class Outcome(models.TextChoices):
        UNDER_WAY = "under way"
        ACCEPTED = "accepted"
        DEFERRED = "deferred"
        REFUSED = "refused"
        UNCERTAIN = "uncertain"

    id = Id()
    outgoing = models.ForeignKey(Outgoing, on_delete=models.CASCADE, related_name="attempt_log")
    number = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.UNDER_WAY)
    detail = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outgoing", "number"], name="attempt_once")]

    def __str__(self) -> str:
        return f"attempt {self.number}: {self.outcome}"


class MachineMailBudget(models.Model):
    """An address that machines of ours have written to: one row, locked while its day's count is taken."""

    address = models.CharField(max_length=320, primary_key=True)

    def __str__(self) -> str:
        return self.address


class MachineMail(models.Model):
    """One letter a machine of ours wrote to an address, counted against its budget."""

    id = Id()
    address = models.CharField(max_length=320)
    at = models.DateTimeField()
    outgoing = models.OneToOneField(Outgoing, on_delete=models.CASCADE, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["address", "at"], name="machine_mail_day")]

    def __str__(self) -> str:
        return f"{self.address} at {self.at:%Y-%m-%d %H:%M}"
