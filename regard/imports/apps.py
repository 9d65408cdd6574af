from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    name = "regard.imports"
    label = "imports"

    def ready(self) -> None:
        from regard.imports import jobs  # noqa: F401, PLC0415  jobs are registered when they are imported
        from regard.imports.personal.operations import ImportsHolder  # noqa: PLC0415
        from regard.kit.holders import hold  # noqa: PLC0415
        from regard.kit.registry import event_sentences  # noqa: PLC0415

        hold("imports", _("Imported files"), ImportsHolder())
        event_sentences.add("import.started", _("A file was given to be imported"))
        event_sentences.add("import.begun", _("An import began"))
        event_sentences.add("import.resumed", _("An import went on"))
        event_sentences.add("import.cancelled", _("An import was cancelled"))
        event_sentences.add("import.finished", _("An import is done"))
        event_sentences.add("import.undoing", _("An import is being taken back"))
        event_sentences.add("import.undone", _("An import was taken back"))
