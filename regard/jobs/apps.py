from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "regard.jobs"
    label = "jobs"

    def ready(self) -> None:
        from regard.events.operations import deliver_through  # noqa: PLC0415  the registry of apps must be ready first
        from regard.jobs.operations import enqueue_all  # noqa: PLC0415
        from regard.jobs.personal.operations import JobsHolder  # noqa: PLC0415
        from regard.kit.holders import hold  # noqa: PLC0415  the registry of apps must be ready first

        hold("jobs", _("Work in line"), JobsHolder())

        deliver_through(enqueue_all)
