from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "regard.jobs"
    label = "jobs"

    def ready(self) -> None:
        from regard.events.operations import deliver_through  # noqa: PLC0415  the registry of apps must be ready first
        from regard.jobs.operations import enqueue_all  # noqa: PLC0415

        deliver_through(enqueue_all)
