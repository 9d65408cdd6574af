"""Accounts and people as a table that can be linked: which columns are compared, and how one pair is judged by what was learned."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from regard.data_quality.rules.columns import PLAIN, Column, Kind
from regard.data_quality.rules.comparing import Comparison, Levels
from regard.data_quality.rules.scoring import Class, Floats, Model, levels_of, usual

#: What is compared, by kind of record. "domain" and "mailbox" count only where two share them: people have several.
COMPARED: Mapping[str, Mapping[str, Kind]] = {
    "account": {
        "name": Kind.ORGANISATION, "legal_name": Kind.ORGANISATION, "number": Kind.IDENTIFIER, "domain": Kind.WEBSITE,
        "street": Kind.STREET, "postcode": Kind.POSTCODE, "city": Kind.PLACE, "country": Kind.CHOICE,
    },
    "contact": {
        "first_name": Kind.GIVEN_NAME, "last_name": Kind.FAMILY_NAME, "phone": Kind.PHONE, "mailbox": Kind.IDENTIFIER,
        "company": Kind.ORGANISATION, "street": Kind.STREET, "postcode": Kind.POSTCODE, "city": Kind.PLACE,
        "birthday": Kind.DAY,
    },
}  # fmt: skip
#: Mailboxes that are nobody's own.
SHARED_MAILBOXES = frozenset(
    [
        "accounts",
        "admin",
        "billing",
        "buero",
        "contact",
        "einkauf",
        "finance",
        "hello",
        "help",
        "hr",
        "info",
        "invoice",
        "invoices",
        "kontakt",
        "mail",
        "office",
        "orders",
        "post",
        "purchase",
        "rechnung",
        "reception",
        "sales",
        "service",
        "support",
        "team",
        "vertrieb",
    ]
)
#: What weighs less, for or against, is not worth a word.
WORTH_SAYING = 0.5
USUAL_SIZE = 1000

Row = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """How probable it is that two records are one; `why` has column, level and weight, the weightiest first."""

    p: float
    why: list[list[Any]]


def parts_of_name(*, name: str, first_name: str, last_name: str) -> tuple[str, str]:
    """First and last name, told from the whole where they are not filled in; an initial tells no first name."""
    if not last_name:
        before, comma, behind = name.partition(",")
        words = f"{behind} {before}".split() if comma else name.split()
        last_name, first_name = (words[-1] if words else ""), first_name or " ".join(words[:-1])
    return ("" if len(first_name.strip(". ")) < 2 else first_name), last_name


def most_telling(values: Iterable[Sequence[str]], *, only_shared: bool = False) -> list[str]:
    """Of several values a record, the one that most others have; with `only_shared` none that nobody else has."""
    rows = list(values)
    counts = Counter(value for row in rows for value in set(row))
    best = [max(row, key=lambda value: (counts[value], value), default="") for row in rows]
    return [value if not only_shared or counts[value] > 1 else "" for value in best]


def columns_of(kind: str, rows: Sequence[Row]) -> list[Column]:
    """The columns of a whole table that say something in it."""
    return [column for column in _plain(kind, rows) if _tells(column.plain)]


def judge_one(kind: str, one: Row, others: Sequence[Row], *, model: Model) -> list[Verdict]:
    """One record beside some others, each by itself; the model has all columns of the kind, in their order."""
    if not others:
        return []
    columns = _plain(kind, [one, *others])
    second = np.arange(1, len(others) + 1)
    levels = levels_of([Comparison(column) for column in columns], np.zeros(len(others), dtype=np.int64), second)
    weights, believed = model.weigh(levels), model.believe(levels)
    names = list(COMPARED[kind])
    return [
        Verdict(p=float(p), why=said(names, level, weight))
        for p, level, weight in zip(believed, levels, weights, strict=True)
    ]


def _plain(kind: str, rows: Sequence[Row]) -> list[Column]:
    return [
        Column(title=name, kind=sort, plain=[PLAIN[sort](row.get(name, "")) for row in rows])
        for name, sort in COMPARED[kind].items()
    ]


def _tells(plain: Sequence[str]) -> bool:
    """Whether a column says something: it is filled, and not the same in most of the table."""
    filled = [text for text in plain if text]
    return bool(filled) and (len(set(filled)) > 1 or 2 * len(filled) < len(plain))


def said(names: Sequence[str], levels: Levels, weights: Floats) -> list[list[Any]]:
    """What is worth telling of a pair: column, level, weight; the weightiest first."""
    ranked = sorted(zip(names, levels, weights, strict=True), key=lambda told: -told[2])
    return [
        [name, int(level), round(float(weight), 2)] for name, level, weight in ranked if abs(weight) >= WORTH_SAYING
    ]


def usual_model(kind: str) -> Model:
    """What to go by before the first scan."""
    return usual(list(COMPARED[kind].values()), size=USUAL_SIZE)


def model_to_json(names: Sequence[str], model: Model) -> dict[str, Any]:
    """A learned model, to be kept."""
    classes = {"same": model.same, "other": model.other, "related": model.related}
    return {
        name: {"share": one.share, "levels": dict(zip(names, one.levels.tolist(), strict=True))}
        for name, one in classes.items()
        if one
    }


def model_from_json(kind: str, kept: Mapping[str, Any], *, size: int) -> Model:
    """A learned model with all columns of the kind; what was not learned of a column is as usual."""
    common = usual(list(COMPARED[kind].values()), size=max(2, size))

    def read(name: str, otherwise: Class) -> Class:
        one = kept[name]
        rows = [one["levels"].get(column, usual_row) for column, usual_row in zip(COMPARED[kind], otherwise.levels.tolist(), strict=True)]  # fmt: skip
        return Class(share=one["share"], levels=np.array(rows))

    related = read("related", common.other) if "related" in kept else None
    return Model(same=read("same", common.same), other=read("other", common.other), related=related)
