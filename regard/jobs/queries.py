"""Reading the line of work."""

from datetime import datetime

from django.db.models import QuerySet

from regard.jobs.models import Job


def failed() -> "QuerySet[Job]":
    """Jobs that used up their attempts and wait for a person, latest first."""
    return Job.objects.filter(state=Job.State.FAILED).order_by("-created_at")


def claiming_workers() -> list[str]:
    """The names of workers that hold a job."""
    return list(Job.objects.filter(state=Job.State.CLAIMED).values_list("claimed_by", flat=True).distinct())


def oldest_due(*, at: datetime) -> Job | None:
    """The job that has been due longest and is not yet claimed."""
    return Job.objects.filter(state=Job.State.WAITING, run_after__lte=at).order_by("run_after").first()
