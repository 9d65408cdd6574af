"""Who is asked to answer, and why (docs/algorithms/routing.md)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from regard.routing.rules.candidates import Candidate, Experience, MessageFacts
from regard.routing.rules.reasons import Kind, Reason
from regard.routing.rules.scoring import Scale, Settings, knowledge, knowledge_kind, parts_for, scale_for, score

LEFT_OUT = (Kind.ABSENT, Kind.FULL, Kind.OTHER_LANGUAGE, Kind.BACK_TOO_LATE)
MOST_TERMS_SAID = 3
DEFAULT = Settings()
NO_EXPERIENCE = Experience()


@dataclass(frozen=True)
class Ranked:
    """A person who could have been asked, and what spoke for them, largest part first."""

    user_id: UUID
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Decision:
    """`user_id` is None when the team is asked; `reasons` then say why. `runner_ups` are in order."""

    user_id: UUID | None
    reasons: tuple[Reason, ...]
    score: float
    runner_ups: tuple[Ranked, ...] = ()


def decide(
    message: MessageFacts,
    candidates: Iterable[Candidate],
    *,
    experience: Experience = NO_EXPERIENCE,
    settings: Settings = DEFAULT,
) -> Decision:
    """The person to ask, with reasons, or the team. The order of the candidates does not matter."""
    team = sorted(candidates, key=lambda person: person.user_id)
    left_out = {person.user_id: kind for person in team if (kind := why_left_out(person, message))}
    if len(left_out) == len(team):
        return Decision(None, _why_nobody(team, left_out), 0.0)
    scale = scale_for(message, team, experience, settings)
    asked = sorted((p for p in team if p.user_id not in left_out), key=lambda p: _place(p, scale))
    ranked = tuple(
        Ranked(person.user_id, score(person, scale), _reasons(person, scale, team, left_out)) for person in asked
    )
    best = ranked[0]
    if best.score < settings.worth_waiting_for and not any(person.is_working_now for person in asked):
        return Decision(None, (Reason(Kind.NOBODY_WORKING),), 0.0, ranked)
    return Decision(best.user_id, best.reasons, best.score, ranked[1:])


def why_left_out(person: Candidate, message: MessageFacts) -> Kind | None:
    """Why a person cannot be asked at all; None: can be."""
    if person.is_absent:
        return Kind.ABSENT
    if person.open_conversations >= person.capacity:
        return Kind.FULL
    if message.language and person.languages and message.language not in person.languages:
        return Kind.OTHER_LANGUAGE
    if not person.is_working_now and person.next_working_at and message.due_at:
        return Kind.BACK_TOO_LATE if person.next_working_at >= message.due_at else None
    return None


def _place(person: Candidate, scale: Scale) -> tuple[object, ...]:
    return -score(person, scale), person.share_of_capacity, person.latest_assigned_at, person.user_id


def _reasons(
    person: Candidate, scale: Scale, team: Sequence[Candidate], left_out: Mapping[UUID, Kind]
) -> tuple[Reason, ...]:
    """The parts that spoke for a person, largest first, then what set them apart from the others."""
    parts = parts_for(person, scale)
    kinds = sorted((kind for kind in parts if parts[kind] > 0), key=lambda kind: -parts[kind])
    reasons = [Reason(kind, _detail(kind, person, scale)) for kind in kinds]
    if Kind.OTHER_LANGUAGE in left_out.values() and scale.message.language in person.languages:
        reasons.append(Reason(Kind.LANGUAGE, (scale.message.language,)))
    present = [other for other in team if not other.is_absent]
    if person.is_working_now and sum(other.is_working_now for other in present) == 1:
        reasons.append(Reason(Kind.ONLY_ONE_WORKING))
    if not reasons:
        least = min(other.share_of_capacity for other in present)
        reasons.append(Reason(Kind.LEAST_LOADED if person.share_of_capacity == least else Kind.HAS_ROOM))
    return tuple(reasons)


def _detail(kind: Kind, person: Candidate, scale: Scale) -> tuple[str, ...]:
    message = scale.message
    if kind is Kind.ANSWERED_BEFORE:
        return (message.contact,) if message.contact else ()
    if kind is Kind.RELATIONSHIP:
        return ()
    shown = {term.key: term.shown for term in message.terms}
    parts = {k: part for k, part in knowledge(person, scale).items() if part > 0 and knowledge_kind(person, k) is kind}
    return tuple(shown[key] for key in sorted(parts, key=lambda key: -parts[key])[:MOST_TERMS_SAID])


def _why_nobody(team: Sequence[Candidate], left_out: Mapping[UUID, Kind]) -> tuple[Reason, ...]:
    """Everybody by name under what left them out."""
    if not team:
        return (Reason(Kind.NOBODY_THERE),)
    names = {kind: tuple(person.name for person in team if left_out[person.user_id] is kind) for kind in LEFT_OUT}
    return tuple(Reason(kind, names[kind]) for kind in LEFT_OUT if names[kind])
