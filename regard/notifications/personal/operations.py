"""What colleagues were told stays; the customer's words in it go. So do the mails in which they were told."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from regard.kit.holders import ERASED, Person, Plain
from regard.kit.wiping import Wiper, facts_only
from regard.notifications.models import MailedAnswer, Notification

_CLOSED = ("audience", "because")


class NotificationsHolder(Plain):
    """Notifications, the mails of them, and answers by mail."""

    def widen(self, person: Person) -> Person:
        """The letters of colleagues who answered by mail: each quotes the customer."""
        answers = MailedAnswer.objects.filter(conversation__in=person.of("conversation"))
        return person.widened(records={"letter": answers.values_list("inbound_id", flat=True)})

    def erase(self, person: Person, *, at: datetime) -> int:  # noqa: ARG002  what was told keeps its own times
        """Leave whom it was told to, when and why."""
        own, others = person.of("conversation"), person.of("conversation of others")
        wiper = Wiper(person)
        changed = _rewrite(Notification.objects.filter(conversation__in=own), None)
        changed += _rewrite(Notification.objects.filter(conversation__in=others), wiper)
        answers = MailedAnswer.objects.filter(conversation__in=own) | MailedAnswer.objects.filter(
            inbound__in=person.of("letter")
        )
        changed += answers.exclude(text=ERASED).update(text=ERASED)
        changed += MailedAnswer.objects.filter(sender__in=person.addresses).update(sender="")
        return changed + _wiped_answers(MailedAnswer.objects.filter(conversation__in=others), wiper)


def _rewrite(rows: "QuerySet[Notification]", wiper: Wiper | None) -> int:
    changed = []
    for told in rows.iterator():
        facts = wiper.json(told.facts) if wiper else facts_only(_without_reason(told.facts), words=_CLOSED)
        if facts != told.facts:
            told.facts = facts
            changed.append(told)
    Notification.objects.bulk_update(changed, ["facts"], batch_size=500)
    return len(changed)


def _without_reason(facts: dict[str, object]) -> dict[str, object]:
    """Why it was given to somebody names the customer's words: without these it says nothing."""
    return {**facts, "why": None} if "why" in facts else facts


def _wiped_answers(answers: Iterable[MailedAnswer], wiper: Wiper) -> int:
    changed = 0
    for answer in answers:
        if (text := wiper.text(answer.text)) != answer.text:
            changed += MailedAnswer.objects.filter(id=answer.id).update(text=text)
    return changed
