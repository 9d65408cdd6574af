"""Every read of what staff are told."""

from regard.notifications.queries.preferences import preference_of, preferences
from regard.notifications.queries.told import list_for, unseen, unseen_count
from regard.notifications.queries.undelivered import (
    answers_set_aside,
    automatic_answers,
    not_sent_because,
    stopped,
    stopped_for,
)

__all__ = [
    "answers_set_aside",
    "automatic_answers",
    "list_for",
    "not_sent_because",
    "preference_of",
    "preferences",
    "stopped",
    "stopped_for",
    "unseen",
    "unseen_count",
]
