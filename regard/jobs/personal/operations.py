"""Jobs name records by their ids; what went wrong with one may repeat what it was about."""

from datetime import datetime

from regard.jobs.models import Job
from regard.kit.holders import ERASED_WORDS, Person, Plain
from regard.kit.wiping import Wiper


class JobsHolder(Plain):
    """The errors of jobs."""

    def erase(self, person: Person, *, at: datetime) -> int:  # noqa: ARG002  jobs keep their own times
        """Take the error off jobs about what is theirs, and their name out of all other errors and arguments."""
        ids, wiper, changed = {str(one) for one in person.own_ids()}, Wiper(person), []
        for job in Job.objects.exclude(last_error="").iterator():
            is_theirs = bool(ids & set(map(str, job.arguments.values())))
            error = ERASED_WORDS if is_theirs else wiper.text(job.last_error)
            arguments = wiper.json(job.arguments)
            if (error, arguments) != (job.last_error, job.arguments):
                job.last_error, job.arguments = error, arguments
                changed.append(job)
        Job.objects.bulk_update(changed, ["last_error", "arguments"], batch_size=500)
        return len(changed)
