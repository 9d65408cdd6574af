"""How well a person fits a message: knowledge + relationship + acquaintance - load - hours (docs/algorithms/routing.md)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from regard.routing.rules.candidates import Candidate, Experience, MessageFacts, TermRecord
from regard.routing.rules.reasons import Kind

SMOOTHING = 2
"""Threads of doubt added to every record, so that one lucky answer does not make an expert."""
SKILL_IS_WORTH = 2
"""Solved threads a skill entered by hand stands for."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How much each part of the score counts; knowledge lies between -1 and 1."""

    relationship: float = 1.0
    acquaintance: float = 0.5
    load: float = 0.5
    not_working_now: float = 0.4
    worth_waiting_for: float = 0.2
    """While nobody works, the best of those left must score this much; otherwise the team is asked."""


@dataclass(frozen=True, kw_only=True)
class Scale:
    """What everybody is measured by for one message. `weights` has the terms somebody in the team knows something about."""

    message: MessageFacts
    weights: Mapping[str, float]
    settings: Settings


def scale_for(message: MessageFacts, team: Sequence[Candidate], experience: Experience, settings: Settings) -> Scale:
    """Weigh the terms of a message. `team` includes those who cannot be asked now, or its absences would change the scale."""
    known = {key for person in team for key in (*person.term_scores, *person.skills)}
    weights = {
        term.key: log(1 + max(experience.threads, 1) / (1 + experience.with_term.get(term.key, 0)))
        for term in message.terms
        if term.key in known
    }
    return Scale(message=message, weights=weights, settings=settings)


def score(person: Candidate, scale: Scale) -> float:
    """Rounded, so that equal people are equal whatever order their parts were added in."""
    settings = scale.settings
    against = settings.load * person.share_of_capacity + settings.not_working_now * (not person.is_working_now)
    return round(sum(parts_for(person, scale).values()) - against, 9)


def parts_for(person: Candidate, scale: Scale) -> dict[Kind, float]:
    """What speaks for a person, or against: a bad record makes knowledge negative."""
    settings, times = scale.settings, person.has_answered_this_contact
    parts = {
        Kind.RELATIONSHIP: settings.relationship * person.is_relationship_owner,
        Kind.ANSWERED_BEFORE: settings.acquaintance * times / (times + 1),
        Kind.KNOWS_TOPIC: 0.0,
        Kind.SKILL: 0.0,
    }
    for key, part in knowledge(person, scale).items():
        parts[knowledge_kind(person, key)] += part
    return parts


def knowledge(person: Candidate, scale: Scale) -> dict[str, float]:
    """What each term adds. Divided by all weights, so that a long message does not outweigh everything else."""
    total = sum(scale.weights.values())
    return {
        key: weight / total * success(person.term_scores.get(key, TermRecord()), has_skill=key in person.skills)
        for key, weight in scale.weights.items()
    }


def knowledge_kind(person: Candidate, key: str) -> Kind:
    """Shown by a record, or only claimed by a skill."""
    return Kind.KNOWS_TOPIC if key in person.term_scores else Kind.SKILL


def success(record: TermRecord, *, has_skill: bool = False) -> float:
    """Between -1 and 1; never tried is 0."""
    claimed = SKILL_IS_WORTH if has_skill else 0
    net = record.solved - record.reopened + record.good - record.bad + claimed
    return net / (record.solved + record.reopened + record.good + record.bad + claimed + SMOOTHING)
