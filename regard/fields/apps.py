from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FieldsConfig(AppConfig):
    name = "regard.fields"
    label = "fields"

    def ready(self) -> None:
        from regard.kit.registry import event_sentences  # noqa: PLC0415  the registry of apps must be ready first

        event_sentences.add("field.added", _("A field was added"))
        event_sentences.add("field.changed", _("A field was changed"))
        event_sentences.add("field.retired", _("A field was retired"))
        event_sentences.add("field.revived", _("A retired field is used again"))
