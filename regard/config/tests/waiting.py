"""Counting who waits, for the tests of the sample company."""

from collections import Counter
from datetime import datetime

from regard.conversations.models import Conversation
from regard.promises import queries as promise_queries


def states(now: datetime) -> Counter[str]:
    """How many customers wait, by how much of the promised working time has passed."""
    states: Counter[str] = Counter()
    for thread in Conversation.objects.filter(waiting_since__isnull=False):
        clock = promise_queries.running_answer_clock(thread)
        assert clock is not None
        states["late" if now > clock.due_at else "soon" if now >= clock.half_at else "calm"] += 1
    return states
