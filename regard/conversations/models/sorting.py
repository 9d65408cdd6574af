"""What people do to put the inbox in order: tags, saved views, reminders, merges, and what can be undone."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from regard.conversations.models.conversation import Conversation
from regard.kit.fields import Id
from regard.staff.models import Team, User


class Tag(models.Model):
    """A word that says what a conversation is about. A retired one stays where it is and is offered to nobody."""

    id = Id()
    name = models.CharField(max_length=40)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="tag_once")]

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """A tag on a conversation, and who put it there."""

    id = Id()
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="taggings")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="taggings")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "conversation"], name="tagged_once")]

    def __str__(self) -> str:
        return f"{self.tag} on {self.conversation}"


class SavedView(models.Model):
    """A list of the inbox that somebody gave a name: for themselves, or for everybody in a team.

    `query` is what `rules.filters.Filter` reads and writes; it may name what is gone since.
    """

    id = Id()
    name = models.CharField(max_length=40)
    owner = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="saved_views")
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="saved_views")
    query = models.JSONField()
    position = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False, team__isnull=True) | Q(owner__isnull=True, team__isnull=False),
                name="a_view_is_mine_or_the_teams",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Reminder(models.Model):
    """A person asked to have a conversation out of their list until a time. The customer's clock does not know of it.

    `until` moves to the moment the customer writes, when that is sooner. It ends when the person dealt with it.
    """

    class Back(models.TextChoices):
        TIME = "the time came"
        CUSTOMER_WROTE = "the customer wrote"

    id = Id()
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="reminders")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="reminders")
    note = models.CharField(max_length=200, blank=True, default="")
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    back_because = models.CharField(max_length=20, choices=Back.choices, default=Back.TIME)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "user"], condition=Q(ended_at__isnull=True), name="one_reminder_a_person"
            ),
        ]
        indexes = [models.Index(fields=["user", "until"], name="reminder_open", condition=Q(ended_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.user} reminded of {self.conversation}"


class Merge(models.Model):
    """Two conversations that became one; what moved is kept by id, so that they can be taken apart exactly.

    `moved` lists ids by kind of row, `before` both conversations' columns as they stood.
    """

    id = Id()
    survivor = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="merges")
    merged = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="merged_by")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    moved = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    undone_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merged"], condition=Q(undone_at__isnull=True), name="merged_once"),
            models.CheckConstraint(condition=~Q(survivor=models.F("merged")), name="merged_with_another"),
        ]

    def __str__(self) -> str:
        return f"{self.merged} into {self.survivor}"


class BulkRun(models.Model):
    """One thing done to many conversations at once. `changes` is what each was before, so that it can be undone."""

    id = Id()
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    action = models.CharField(max_length=20)
    changes = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["by", "-at"], name="bulk_run_latest")]

    def __str__(self) -> str:
        return f"{self.action} of {len(self.changes)} at {self.at:%Y-%m-%d %H:%M}"
