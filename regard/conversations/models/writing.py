"""What people write before and around an answer: drafts, snippets, mentions, and who is at it."""

from django.db import models
from django.db.models import Q

from regard.conversations.models.conversation import Conversation, Message
from regard.kit.fields import Id
from regard.mail.models import Raw
from regard.staff.models import Team, User


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


class LetterDraft(models.Model):
    """A letter to somebody who did not ask, being written: `id` is the conversation's that it begins once it is sent.

    Everything stands as typed. It is its author's alone, and ends when it is sent or thrown away.
    """

    id = Id()
    author = models.ForeignKey(User, on_delete=models.CASCADE, related_name="letter_drafts")
    channel_id = models.UUIDField(null=True)
    to = models.TextField(default="")
    cc = models.TextField(default="")
    subject = models.TextField(default="")
    text = models.TextField(default="")
    started_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["author", "-updated_at"], name="letter_draft_latest")]

    def __str__(self) -> str:
        return f"letter of {self.author}, {self.updated_at:%Y-%m-%d %H:%M}"


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


class SnippetUse(models.Model):
    """A snippet that a person put into an answer they were writing."""

    id = Id()
    snippet = models.ForeignKey(Snippet, on_delete=models.CASCADE, related_name="uses")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="snippet_use_at")]

    def __str__(self) -> str:
        return f"{self.snippet} in {self.conversation}"


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
