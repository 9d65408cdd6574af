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
        event_sentences.add("message.found", _("A message of the past was read"))
        event_sentences.add("conversation.acknowledged", _("The receipt was sent"))
        event_sentences.add("acknowledgement.skipped", _("No receipt was sent"))
        event_sentences.add("conversation.assigned", _("Somebody was asked to answer"))
        event_sentences.add("conversation.answered", _("The customer was answered"))
        event_sentences.add("conversation.closed", _("The conversation was closed"))
        event_sentences.add("conversation.reopened", _("The conversation was opened again"))
        event_sentences.add("conversation.needs_answer", _("A person said that this needs an answer"))
        event_sentences.add("note.added", _("A note was written"))
        event_sentences.add("conversation.mentioned", _("A colleague was called"))
        event_sentences.add("answer.taken_back", _("An answer was taken back before it left"))
        event_sentences.add("answer.planned", _("An answer was planned"))
        event_sentences.add("answer.unplanned", _("A planned answer was taken back"))
        event_sentences.add("answer.not_sent", _("A planned answer was not sent"))
        event_sentences.add("draft.adopted", _("A colleague's draft was taken over"))
        event_sentences.add("snippet.added", _("A snippet was added"))
        event_sentences.add("snippet.changed", _("A snippet was changed"))
        event_sentences.add("snippet.retired", _("A snippet was retired"))
        stale_after = ("message.received", "message.found", "conversation.answered", "answer.taken_back", "note.added")
        register(
            Kind(
                name="conversation", load=documents.documents, ids=documents.every_id, events=stale_after, is_most=True
            )
        )
