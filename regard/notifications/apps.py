from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "regard.notifications"
    label = "notifications"

    def ready(self) -> None:
        from regard.kit.holders import hold, keepings  # noqa: PLC0415  the registry of apps must be ready first
        from regard.kit.registry import event_sentences, subscribe  # noqa: PLC0415  the registry of apps must be ready first
        from regard.notifications import jobs  # noqa: F401, PLC0415
        from regard.notifications.personal.keeping_operations import NOTIFICATIONS  # noqa: PLC0415
        from regard.notifications.personal.operations import NotificationsHolder  # noqa: PLC0415

        keepings.add("notifications", NOTIFICATIONS)
        hold("notifications", _("What colleagues were told"), NotificationsHolder())

        event_sentences.add("colleague.told", _("A colleague was told"))
        event_sentences.add("answer.not_taken", _("An answer by mail was not sent"))
        event_sentences.add("preference.changed", _("A person changed how they are told"))
        event_sentences.add("mail.stopped", _("Mail to a colleague came back and was stopped"))
        event_sentences.add("mail.resumed", _("Mail to a colleague is sent again"))
        for happened in (
            "conversation.assigned", "conversation.mentioned", "promise.escalated", "customer.mentioned", "account.handed_over",
            "customer_note.added",
        ):  # fmt: skip
            subscribe(event=happened, job="notifications.tell")
        subscribe(event="letter.failed", job="notifications.note_refused")
