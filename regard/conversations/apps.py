from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConversationsConfig(AppConfig):
    name = "regard.conversations"
    label = "conversations"

    def ready(self) -> None:
        from regard.conversations import jobs  # noqa: F401, PLC0415
        from regard.conversations.queries import documents  # noqa: PLC0415  the registry of apps must be ready first
        from regard.kit.registry import event_sentences  # noqa: PLC0415
        from regard.search.rules import Kind, register  # noqa: PLC0415

        _hold()

        event_sentences.add("conversation.started", _("A conversation began"))
        event_sentences.add("conversation.begun", _("We wrote first"))
        event_sentences.add("conversation.put_away", _("A message that was taken back was thrown away"))
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
        event_sentences.add("receipt_text.changed", _("The text of receipts was changed"))
        event_sentences.add("receipt_text.reset", _("The built-in text of receipts was taken again"))
        event_sentences.add("snippet.retired", _("A snippet was retired"))
        event_sentences.add("conversation.tagged", _("Tags were changed"))
        event_sentences.add("conversation.reminded", _("Somebody wants to be reminded"))
        event_sentences.add("reminder.ended", _("A reminder was dealt with"))
        event_sentences.add("conversation.merged", _("Another conversation was merged into this one"))
        event_sentences.add("conversation.merged_away", _("The conversation was merged into another one"))
        event_sentences.add("conversation.taken_apart", _("Merged conversations were taken apart"))
        event_sentences.add("conversation.split", _("A part became a conversation of its own"))
        event_sentences.add("conversation.restored", _("What was done to many at once was undone"))
        event_sentences.add("tag.added", _("A tag was added"))
        event_sentences.add("tag.renamed", _("A tag was renamed"))
        event_sentences.add("tag.merged", _("Two tags became one"))
        event_sentences.add("tag.retired", _("A tag was retired"))
        event_sentences.add("tag.deleted", _("A tag was deleted"))
        event_sentences.add("view.saved", _("A view was saved"))
        event_sentences.add("view.changed", _("A saved view was changed"))
        event_sentences.add("view.deleted", _("A saved view was deleted"))
        stale_after = (
            "message.received", "message.found", "conversation.answered", "answer.taken_back", "note.added", "conversation.started",
            "conversation.merged", "conversation.merged_away", "conversation.taken_apart", "conversation.split",
            "conversation.begun", "conversation.put_away",
        )  # fmt: skip
        register(
            Kind(
                name="conversation", load=documents.documents, ids=documents.every_id, events=stale_after, is_most=True
            )
        )
        self._show_in_timelines()

    def _show_in_timelines(self) -> None:
        from regard.conversations.queries import timeline  # noqa: PLC0415
        from regard.events.queries.timeline import Chip, Shown, chips, shown  # noqa: PLC0415

        chips.add("mail", Chip(label=_("Mail"), icon="mail", place=1))
        for kind in ("message.received", "message.found", "conversation.begun"):
            shown.add(kind, Shown(chip="mail", icon="mail", tell=timeline.tell_messages))
        shown.add("conversation.answered", Shown(chip="mail", icon="reply", tell=timeline.tell_messages))
        chips.add("notes", Chip(label=_("Notes"), icon="note", place=3))
        shown.add("note.added", Shown(chip="notes", icon="note", tell=timeline.tell_messages))


def _hold() -> None:
    from regard.conversations.personal import keeping_operations  # noqa: PLC0415  the registry of apps must be ready first
    from regard.conversations.personal.operations import ConversationsHolder  # noqa: PLC0415
    from regard.kit.holders import hold, keepings  # noqa: PLC0415

    hold("conversations", _("Conversations"), ConversationsHolder())
    keepings.add("messages", keeping_operations.MESSAGES)
    keepings.add("files", keeping_operations.FILES)
    keepings.add("letters", keeping_operations.LETTERS)
