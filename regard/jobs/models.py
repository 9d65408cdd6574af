"""Work to be done after a commit, kept in the same database so that it is neither lost nor done for a rolled-back change."""

from django.db import models

from regard.kit.fields import Id


class Job(models.Model):
    """One call of a registered function, waiting, claimed or failed. A finished job leaves no row.

    A claim holds until `lease_until`; `fence` grows with each claim, and only the holder of the latest fence may finish.
    `key`, where given, keeps a second waiting job for the same thing from being made.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        CLAIMED = "claimed"
        FAILED = "failed"

    id = Id()
    name = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    key = models.CharField(max_length=120, null=True)  # noqa: DJ001  null means: any number of them
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    priority = models.SmallIntegerField(default=5)
    run_after = models.DateTimeField()
    created_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=80, default="")
    last_error = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=models.Q(state="waiting"), name="job_key_once_waiting"),
        ]
        indexes = [
            models.Index(fields=["priority", "run_after"], name="job_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=["run_after", "priority"], name="job_due", condition=models.Q(state="waiting")),
            models.Index(fields=["lease_until"], name="job_claimed", condition=models.Q(state="claimed")),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


class ScheduledJob(models.Model):
    """When a job of the timetable runs next. One row a job; claiming it is moving `next_at` forward."""

    name = models.CharField(max_length=80, primary_key=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} next at {self.next_at:%H:%M:%S}"
