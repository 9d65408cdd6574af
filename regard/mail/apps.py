from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "regard.mail"
    label = "mail"

    def ready(self) -> None:
        from regard.kit.holders import hold  # noqa: PLC0415
        from regard.kit.registry import event_sentences  # noqa: PLC0415  the registry of apps must be ready first
        from regard.mail import jobs  # noqa: F401, PLC0415
        from regard.mail.personal.operations import MailHolder  # noqa: PLC0415

        hold("mail", _("Letters as they came and left"), MailHolder())

        event_sentences.add("mailbox.added", _("A mailbox was added"))
        event_sentences.add("mailbox.connected", _("A mailbox is fetched by IMAP"))
        event_sentences.add("mailbox.sends", _("A mailbox sends by its own server"))
        event_sentences.add("mailbox.consented", _("Consent to a mailbox was given"))
        event_sentences.add("mailbox.troubled", _("A mailbox has trouble"))
        event_sentences.add("mailbox.recovered", _("A mailbox works again"))
        event_sentences.add("letter.found", _("A letter of the past was read"))
        event_sentences.add("letter.accepted", _("A letter came in"))
        event_sentences.add("letter.quarantined", _("A letter could not be read and was set aside"))
        event_sentences.add("letter.sent", _("The letter was handed over"))
        event_sentences.add("letter.failed", _("The letter could not be delivered"))
        event_sentences.add("letter.reported", _("A server reported on the delivery"))
