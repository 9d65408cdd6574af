"""Running the jobs that keep the search index in step, as a worker would."""

from regard.jobs.models import Job
from regard.jobs.worker import run_one


def run_search_jobs() -> int:
    """Run them all; how many there were. None may fail."""
    count = 0
    while (
        job := Job.objects.filter(name__startswith="search.", state=Job.State.WAITING)
        .order_by("created_at", "id")
        .first()
    ):
        Job.objects.filter(id=job.id).update(state=Job.State.CLAIMED, fence=1, attempts=1)
        job.refresh_from_db()
        run_one(job)
        assert not Job.objects.filter(id=job.id).exclude(state=Job.State.WAITING).exists()
        assert not Job.objects.filter(id=job.id).exclude(last_error="").exists()
        count += 1
    return count
