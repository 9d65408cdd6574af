from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


class EffortConfig(AppConfig):
    name = "regard.effort"
    label = "effort"

    def ready(self) -> None:
        from regard.effort import jobs  # noqa: F401, PLC0415  the registry of apps must be ready first
        from regard.effort.queries.filled import arrived_filled, filled_rows  # noqa: PLC0415
        from regard.effort.rules import ANY_FIELD, Get, Work, register_get  # noqa: PLC0415

        register_get(
            Get(
                name="filled",
                label=_("Forms that came with fields filled in"),
                line=ngettext_lazy("%(n)s form filled in", "%(n)s forms filled in", "n"),
                work=Work(decisions=1, keys=12),
                like=ANY_FIELD,
                found=arrived_filled,
                rows=filled_rows,
                times="gifts",
            )
        )
