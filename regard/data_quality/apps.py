from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DataQualityConfig(AppConfig):
    name = "regard.data_quality"
    label = "data_quality"

    def ready(self) -> None:
        from regard.data_quality.personal.operations import JoinsHolder  # noqa: PLC0415
        from regard.kit.holders import hold  # noqa: PLC0415  the registry of apps must be ready first
        from regard.kit.registry import event_sentences  # noqa: PLC0415  the registry of apps must be ready first

        hold("data_quality", _("Joined records"), JoinsHolder())

        event_sentences.add("contact.joined", _("Two entries of a person became one"))
        event_sentences.add("contact.taken_apart", _("Two people that were joined were taken apart"))
        event_sentences.add("contact.distinct", _("Two people who look alike are not the same"))
        event_sentences.add("account.joined", _("Two entries of an account became one"))
        event_sentences.add("account.taken_apart", _("Two accounts that were joined were taken apart"))
        event_sentences.add("account.distinct", _("Two accounts that look alike are not the same"))
