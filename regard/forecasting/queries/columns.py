"""Deals as columns for the models: what is looked at, from tonight's features and from what earlier nights kept."""

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from regard.forecasting.rules.tables import Features, Floats, Words
from regard.opportunities import queries as opportunities

NUMBERS = (
    "gate", "age", "days_at_gate", "quiet", "evidence", "kinds", "coverage", "people_met", "single_thread", "amount", "slips",
)  # fmt: skip
CATEGORIES = ("source", "pipeline")


def kept(one: opportunities.Features) -> dict[str, Any]:
    """What a snapshot keeps of the features: numbers and marks. Nothing of it can be changed later, so no words stand there."""
    return {
        "gate": one.gate, "age": one.age_days, "days_at_gate": one.days_at_gate, "quiet": one.days_quiet, "evidence": one.evidence,
        "kinds": len(one.kinds), "coverage": None if one.coverage is None else round(one.coverage, 3),
        "people_met": one.people_met, "single_thread": int(one.is_single_thread),
        "amount": None if one.amount is None else round(float(one.amount)), "slips": one.slips, "source": mark(one.source),
        "pipeline": one.pipeline,
    }  # fmt: skip


def mark(words: str) -> str:
    """Eight hexadecimal digits that stand for words somebody typed: the same for the same words, and nobody can read them."""
    plain = " ".join(words.split()).casefold()
    return hashlib.blake2s(plain.encode(), digest_size=4).hexdigest() if plain else ""


def columns(rows: Sequence[dict[str, Any]]) -> Features:
    """The columns of such rows."""
    return Features(
        count=len(rows),
        numbers={name: _numbers([row.get(name) for row in rows]) for name in NUMBERS},
        categories={name: _words([row.get(name) for row in rows]) for name in CATEGORIES},
    )


def _numbers(cells: Sequence[Any]) -> Floats:
    return np.array([np.nan if cell is None else cell for cell in cells], dtype=np.float64)


def _words(cells: Sequence[Any]) -> Words:
    return np.array([cell or "" for cell in cells], dtype=object)
