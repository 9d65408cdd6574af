"""Reading ways in: how receipts look, and who got none."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, IntegerField, Q, When

from regard.channels.models import Channel
from regard.conversations.models import Conversation, Message
from regard.conversations.operations.acknowledge import Receipt, receipt_text
from regard.intake.rules import RECEIPT_LANGUAGES
from regard.promises.models import Policy
from regard.promises.queries import policies_in_force, predicted, working_calendar
from regard.promises.rules.clock import add_working_time
from regard.promises.rules.words import say_due
from regard.staff import queries as staff
from regard.staff.models import User


@dataclass(frozen=True, kw_only=True)
class ReceiptPreview:
    """A receipt as a customer who writes now would get it, in one language."""

    language: str
    subject: str
    text: str


def receipts_if_written_now(channel: Channel, *, at: datetime) -> list[ReceiptPreview]:
    """The receipts of this moment, one a language; [] while no policy says what to promise.

    They name a colleague of the team; who it is in earnest depends on the subject.
    """
    policy = general_policy(channel)
    if policy is None:
        return []
    longest = timedelta(minutes=policy.first_answer_minutes)
    zone = policy.calendar.zone
    promised = predicted(team_id=channel.team_id, zone=zone, longest=longest, at=at)
    due_at = add_working_time(working_calendar(policy.calendar), at, promised.duration)
    return [
        _preview(channel, language, say_due(due_at, now=at, zone=zone, locale=language, zone_is_readers=False), due_at)
        for language in RECEIPT_LANGUAGES
    ]


def senders_for(user: User) -> list[Channel]:
    """The mailboxes a person may write from, those of their own teams first: not those that are for another team only."""
    own = Q(team__in=staff.teams_of(user))
    open_ones = Channel.objects.filter(own | Q(is_team_only=False), kind=Channel.Kind.EMAIL, mailbox__is_active=True)
    is_own = Case(When(own, then=0), default=1, output_field=IntegerField())
    return list(open_ones.select_related("mailbox", "team").order_by(is_own, "name", "id"))


def mark_of_receipts(channel: Channel) -> str:
    """Names the receipts of a channel: equal as long as they say the same, but for the time that is promised."""
    epoch = datetime.fromtimestamp(0).astimezone()
    texts = [_preview(channel, language, "...", epoch) for language in RECEIPT_LANGUAGES]
    said = "\n".join(f"{one.subject}\n{one.text}" for one in texts)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def general_policy(channel: Channel) -> Policy | None:
    """The policy of a message whose subject and customer ask for no other."""
    return policies_in_force().filter(topic="", tier="", channel_kind__in=["", channel.kind]).first()


def without_receipt(channel: Channel, *, since: datetime) -> Mapping[str, int]:
    """How many messages got no receipt since then, by why."""
    reasons = (
        Message.objects.filter(conversation__channel_id=channel.id, at__gte=since)
        .exclude(no_acknowledgement_because__in=["", "acknowledged before"])
        .values_list("no_acknowledgement_because")
        .annotate(count=Count("id"))
    )
    return dict(reasons.order_by("-count", "no_acknowledgement_because"))


def _preview(channel: Channel, language: str, due_text: str, due_at: datetime) -> ReceiptPreview:
    person = staff.members(channel.team).first()
    receipt = Receipt(promised_by=due_at, basis="policy", due_text=due_text, language=language, person=person)
    our_address = channel.mailbox.address if channel.mailbox else ""
    conversation = Conversation(number=1001, team=channel.team, our_address=our_address)
    company = channel.mailbox.name if channel.mailbox else channel.name
    subject, text = receipt_text(conversation=conversation, receipt=receipt, company=company)
    return ReceiptPreview(language=language, subject=subject, text=text)
