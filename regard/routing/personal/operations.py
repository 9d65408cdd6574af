"""What colleagues have shown to know is learned from customers' words; one that only this person used is forgotten."""

from collections import Counter
from datetime import datetime

from django.db.models import F, Sum

from regard.conversations.models import Message
from regard.kit.holders import Person, Plain
from regard.routing.models import TopicRecord
from regard.routing.rules.topics import keys


class RoutingHolder(Plain):
    """Terms that were learned."""

    def erase(self, person: Person, *, at: datetime) -> int:  # noqa: ARG002  what was learned has no time
        """Forget terms of the person's messages that were counted no more often than their conversations can account for."""
        used: Counter[str] = Counter()
        said = Message.objects.filter(conversation__in=person.of("conversation"), kind=Message.Kind.INBOUND)
        words: dict[object, set[str]] = {}
        for conversation, subject, title, text in said.values_list(
            "conversation_id", "subject", "conversation__subject", "text"
        ).iterator():
            words.setdefault(conversation, set()).update(keys(subject) | keys(title) | keys(text))
        for terms in words.values():
            used.update(terms)
        ends = 2  # a conversation is solved once and reopened once; more often tells of a word that others use too
        gone = [term for term, learned in _learned(sorted(used)) if learned <= ends * used[term]]
        return sum(
            TopicRecord.objects.filter(term__in=gone[start : start + 500]).delete()[0]
            for start in range(0, len(gone), 500)
        )


def _learned(terms: list[str]) -> list[tuple[str, int]]:
    """How often each term was counted, over all people."""
    found: list[tuple[str, int]] = []
    for start in range(0, len(terms), 500):
        rows = TopicRecord.objects.filter(term__in=terms[start : start + 500]).values("term")
        found += rows.annotate(learned=Sum(F("solved") + F("reopened"))).values_list("term", "learned")
    return found
