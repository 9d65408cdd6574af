"""Imports: what was read from which file, how far it came, what it changed, and which rows could not be used."""

from django.db import models

from regard.kit.fields import Id
from regard.mail.models import Mailbox, Raw
from regard.staff.models import User


class ImportRun(models.Model):
    """One file brought in. Its bytes lie in the store of letters until the run cannot be undone any more.

    `layout` is what was assumed about the file (see `rules.layout`), `mapping` which column becomes what. `position` counts
    the rows that are done, of `total`; it is saved in the transaction that brings them in, so that a crash loses nothing
    and doubles nothing. `pace_from` and `pace_at` say from where, since when: the time left is reckoned from it. `trouble`
    is why it rests. `counts` and `kept` are the result: what happened how often, and what an undoing left in place;
    `new_fields` are those of the company's own that were made for it (record:key).
    """

    class State(models.TextChoices):
        MAPPING = "mapping"
        CHECKING = "checking"
        CHECKED = "checked"
        RUNNING = "running"
        PAUSED = "paused"
        FINISHED = "finished"
        CANCELLED = "cancelled"
        UNDOING = "undoing"
        UNDONE = "undone"

    id = Id()
    state = models.CharField(max_length=10, choices=State.choices, default=State.MAPPING)
    filename = models.CharField(max_length=255)
    raw = models.ForeignKey(Raw, null=True, on_delete=models.PROTECT, related_name="+")
    size = models.PositiveBigIntegerField()
    fingerprint = models.CharField(max_length=64)
    layout = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    doubles = models.CharField(max_length=10, default="fill")
    mailbox = models.ForeignKey(Mailbox, null=True, on_delete=models.PROTECT, related_name="+")
    total = models.PositiveIntegerField(null=True)
    position = models.PositiveIntegerField(default=0)
    pace_from = models.PositiveIntegerField(default=0)
    pace_at = models.DateTimeField(null=True)
    preview = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    kept = models.JSONField(default=list)
    new_fields = models.JSONField(default=list)
    trouble = models.TextField(default="")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-created_at"], name="import_run_latest"),
            models.Index(fields=["fingerprint"], name="import_run_file"),
        ]

    def __str__(self) -> str:
        return f"{self.filename} ({self.state})"


class ImportTrace(models.Model):
    """What one batch of a run did: ids of the rows it made, by table, and columns it wrote over, before and after."""

    id = Id()
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="traces")
    number = models.PositiveIntegerField()
    made = models.JSONField(default=dict)
    changed = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="import_trace_once")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.number}"


class ImportProblem(models.Model):
    """A row that did not come in, or not wholly (`is_kept`): why, and its cells as they stand in the file."""

    id = Id()
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="problems")
    number = models.PositiveIntegerField()
    reason = models.TextField()
    cells = models.JSONField(default=list)
    is_kept = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["run", "number"], name="import_problem_in_order")]

    def __str__(self) -> str:
        return f"{self.number}: {self.reason[:60]}"


class RememberedMapping(models.Model):
    """What the columns of a kind of file became the latest time, so that it need not be said again. `signature` is of its header."""

    signature = models.CharField(max_length=64, primary_key=True)
    mapping = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.signature[:12]
