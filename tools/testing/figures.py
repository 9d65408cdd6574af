"""Every figure a company can be told, and the rows they are made of."""

from datetime import datetime
from typing import Any

from regard.conversations.models import Acknowledgement, Assignment, Conversation, Message
from regard.events.models import Event
from regard.promises.models import Clock, Escalation, Promise
from regard.promises.queries.clocks import recompute
from regard.report.queries.figures import figures
from regard.report.rules.period import latest_days
from regard.staff.models import User

_SAID = (
    "id", "conversation_id", "kind", "at", "contact_id", "author_id", "needs_answer", "answered_at", "answered_by_id",
    "is_holding", "is_history", "is_automatic", "no_answer_reason", "no_acknowledgement_because",
)  # fmt: skip
_THREADS = (
    "id", "number", "account_id", "contact_id", "team_id", "assignee_id", "state", "waiting_since", "created_at", "closed_at",
    "close_reason", "latest_speaker", "latest_message_at", "next_due_at", "channel_id",
)  # fmt: skip
_PROMISED = ("id", "holder_id", "conversation_id", "account_id", "source", "made_at", "due_at", "kept_at", "broken_at")


def everything_counted(user: User, *, at: datetime) -> dict[str, Any]:
    """The honest report, the ledger, the clocks as they stand and as the log tells them, and who did what when."""
    return {
        "report": figures(user=user, period=latest_days(90, at=at, zone="UTC"), at=at),
        "messages": list(Message.objects.order_by("id").values(*_SAID)),
        "conversations": list(Conversation.objects.order_by("id").values(*_THREADS)),
        "receipts": list(Acknowledgement.objects.order_by("pk").values("pk", "at", "promised_by", "basis", "language")),
        "assignments": list(
            Assignment.objects.order_by("id").values("id", "conversation_id", "user_id", "by_id", "at")
        ),
        "ledger": list(Promise.objects.order_by("id").values(*_PROMISED)),
        "clocks": list(Clock.objects.order_by("id").values()),
        "rungs": list(Escalation.objects.order_by("id").values()),
        "log": list(Event.objects.exclude(kind="contact.erased").order_by("id").values("id", "at", "kind", "by_id")),
        "told again": [recompute(one) for one in Conversation.objects.order_by("id")],
    }
