from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "regard.privacy"
    label = "privacy"

    def ready(self) -> None:
        from regard.kit.holders import hold, keepings  # noqa: PLC0415  the registry of apps must be ready first
        from regard.kit.registry import event_sentences  # noqa: PLC0415
        from regard.privacy import jobs  # noqa: F401, PLC0415
        from regard.privacy.personal.keeping_operations import LOOKED  # noqa: PLC0415
        from regard.privacy.personal.operations import PrivacyHolder  # noqa: PLC0415

        keepings.add("looked", LOOKED)
        hold("privacy", _("Consents and who looked"), PrivacyHolder())
        for kind, sentence in _SENTENCES.items():
            event_sentences.add(kind, sentence)


_SENTENCES = {
    "contact.erased": _("The person was erased"),
    "contact.given_out": _("Everything held on the person was given out"),
    "contact.held": _("A legal hold was placed on the person's data"),
    "contact.released": _("The legal hold on the person's data was lifted"),
    "consent.given": _("The person allowed us to write to them"),
    "consent.withdrawn": _("The person took their consent back"),
    "purpose.added": _("A purpose was added"),
    "purpose.retired": _("A purpose was retired"),
    "retention.changed": _("How long something is kept was changed"),
    "retention.ran": _("What was kept long enough was taken away"),
}
