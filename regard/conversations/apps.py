from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConversationsConfig(AppConfig):
    name = "regard.conversations"
    label = "conversations"

    def ready(self) -> None:
        from regard.conversations.queries import documents  # noqa: PLC0415  the registry of apps must be ready first
        from regard.kit.registry import event_sentences  # noqa: PLC0415
        from regard.search.rules import Kind, register  # noqa: PLC0415

        event_sentences.add("conversation.started", _("A conversation began"))
        event_sentences.add("message.received", _("A message came in"))
        event_sentences.add("conversation.acknowledged", _("The receipt was sent"))
        event_sentences.add("acknowledgement.skipped", _("No receipt was sent"))
        event_sentences.add("conversation.assigned", _("Somebody was asked to answer"))
        event_sentences.add("conversation.answered", _("The customer was answered"))
        event_sentences.add("conversation.closed", _("The conversation was closed"))
        event_sentences.add("conversation.reopened", _("The conversation was opened again"))
        event_sentences.add("conversation.needs_answer", _("A person said that this needs an answer"))
        event_sentences.add("note.added", _("A note was written"))
        stale_after = ("message.received", "conversation.answered", "note.added")
        register(
            Kind(
                name="conversation", load=documents.documents, ids=documents.every_id, events=stale_after, is_most=True
            )
        )
