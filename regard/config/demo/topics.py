"""What is written about, and the words: topics and phrases by language, from the files in `texts/`."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

TEXTS = Path(__file__).parent / "texts"
LANGUAGES = ("en", "de", "fr", "da")


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A matter customers write about, the team it belongs to, and how often it comes up beside the others."""

    key: str
    team: str
    weight: int


TOPICS = tuple(
    Topic(key=key, team=team, weight=weight)
    for team, matters in {
        "service": {
            "p220_stops": 8, "p110_noise": 6, "seals": 8, "filters": 7, "spare_parts": 7, "suction": 3, "maintenance": 4,
            "pressure": 4, "breaker": 4, "manual": 3, "dry_run": 3, "where_is_order": 9, "address": 3, "damaged": 4,
            "wrong_part": 4, "inspection": 4, "warranty": 4,
        },
        "accounts": {"invoice_copy": 5, "invoice_wrong": 4, "payment_terms": 3, "vat_number": 2, "reminder": 3},
        "sales": {"quote": 5, "bigger_pump": 4, "contract": 4, "discount": 3},
    }.items()
    for key, weight in matters.items()
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Words:
    """The texts of one topic in one language, filled in: one choice of each."""

    language: str
    subject: str
    ask: str
    answer: str
    more: str
    more_answer: str


@lru_cache(maxsize=1)
def phrases() -> dict[str, dict[str, Any]]:
    """What stands around the texts, by language; "notes" holds what colleagues write to each other."""
    return read("phrases")


def choose_topic(rng: Random, *, language: str) -> tuple[Topic, str]:
    """A topic, and the language it is written in: the customer's where there are words for it, else English."""
    known = [topic for topic in TOPICS if topic.key in _texts(language)]
    if len(known) > len(TOPICS) // 2 or rng.random() < 0.7:
        return rng.choices(known, weights=[topic.weight for topic in known])[0], language
    return rng.choices(TOPICS, weights=[topic.weight for topic in TOPICS])[0], "en"


def topic_named(key: str) -> Topic:
    """The topic of that key."""
    return next(topic for topic in TOPICS if topic.key == key)


def words(topic: Topic, language: str, rng: Random) -> Words:
    """One choice of the topic's texts. The answer belongs to the question."""
    texts = _texts(language)[topic.key]
    number = rng.randrange(len(texts["asks"]))
    details = _details(rng, language)
    return Words(
        language=language,
        subject=rng.choice(texts["subjects"]).format_map(details),
        ask=texts["asks"][number].format_map(details),
        answer=texts["answers"][number].format_map(details),
        more=texts["more"].format_map(details),
        more_answer=texts["more_answer"].format_map(details),
    )


def _details(rng: Random, language: str) -> dict[str, str]:
    phrase = phrases()[language]
    return {
        "model": rng.choice(["P-110", "P-220", "P-340"]),
        "part": f"{rng.choice([61, 74, 88])}-{rng.randrange(110, 690, 10)}",
        "order": str(rng.randrange(3900, 4300)),
        "invoice": f"2{rng.randrange(7000, 9900)}",
        "site": rng.choice(phrase["sites"]),
        "qty": str(rng.choice([3, 4, 6, 8, 12, 20])),
        "day": rng.choice(phrase["days"]),
    }


def _texts(language: str) -> dict[str, Any]:
    return _all_texts()[language]


@lru_cache(maxsize=1)
def _all_texts() -> dict[str, dict[str, Any]]:
    return {language: read(language) for language in LANGUAGES}


def read(name: str) -> dict[str, Any]:
    """One file of texts."""
    return tomllib.loads((TEXTS / f"{name}.toml").read_text(encoding="utf-8"))
