"""Records that are probably the same as another: for who adds one, and for the page of a customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.urls import reverse

from regard.customers.models import Account, Contact, ContactMethod
from regard.data_quality.models import Candidate
from regard.data_quality.queries.alike import Way, by_domain, by_name, by_ways, learned, seen_by
from regard.data_quality.queries.records import rows_of
from regard.data_quality.queries.words import sentence
from regard.data_quality.rules.comparing import SAME
from regard.data_quality.rules.customers import Row, judge_one, parts_of_name
from regard.data_quality.rules.values import organisation
from regard.staff.models import User

#: Who warns while somebody types may be wrong more often than who proposes to join.
WARN_FROM, ASK_FROM = 0.3, 0.5
#: An address or a mail domain belongs to one only.
_THE_SAME_ADDRESS, _THE_SAME_DOMAIN = 0.99, 0.9
#: Two companies rarely have one name; two people often do.
_THE_SAME_COMPANY_NAME = 0.6


@dataclass(frozen=True, kw_only=True)
class Double:
    """A record that is probably the same as another: how probable, why in one sentence, and where both are compared."""

    record: Account | Contact
    probability: float
    why: str
    url: str


def likely_doubles(
    *, kind: str, name: str = "", emails: Sequence[str] = (), phones: Sequence[str] = (), company: str = "", viewer: User,
    limit: int = 5,
) -> list[Double]:  # fmt: skip
    """Who is known already of "account" or "contact", by what is typed so far; the most probable first. Cheap: indexed lookups."""
    among = seen_by(kind, viewer)
    ways = by_ways(emails, phones)
    certain = _certain(kind, emails, ways)
    called = _called(kind, ways)
    keys, rows = rows_of(kind, sorted({*certain, *called, *by_name(kind, _name(kind, name, company), among=among)}))
    rows = [row | {"phone": called[key]} if key in called else row for key, row in zip(keys, rows, strict=True)]
    typed = _typed(kind, name, company, phone=next(iter(called.values()), next(iter(phones), "")))
    verdicts = judge_one(kind, typed, rows, model=learned(kind))
    judged = [
        (max(verdict.p, certain.get(key, (0.0, ""))[0], _by_name_alone(kind, typed, row)), [*_said(certain.get(key)), *verdict.why], key)
        for key, row, verdict in zip(keys, rows, verdicts, strict=True)
    ]  # fmt: skip
    best = sorted((one for one in judged if one[0] >= WARN_FROM), key=lambda one: (-one[0], one[2]))[: limit * 2]
    known = among.select_related(*_WITH[kind]).in_bulk([key for _p, _why, key in best])
    found = [
        Double(record=known[key], probability=p, why=sentence(why), url=review_url(kind, key))
        for p, why, key in best
        if key in known
    ]
    return found[:limit]


def double_of(record: Account | Contact, *, viewer: User) -> Double | None:
    """The record that this one is most probably the same as, where nobody has decided yet. Two statements."""
    kind = "account" if isinstance(record, Account) else "contact"
    own = Q(one_id=record.pk) | Q(other_id=record.pk)
    other = Case(When(one_id=record.pk, then=F("other_id")), default=F("one_id"))
    rows = in_line(kind, viewer).filter(own, probability__gte=ASK_FROM).annotate(counterpart=other)
    row: Any = rows.order_by("-probability", "id").first()
    if row is None:
        return None
    found = seen_by(kind, viewer).select_related(*_WITH[kind]).get(pk=row.counterpart)
    return Double(record=found, probability=row.probability, why=sentence(row.why), url=pair_url(row))


def in_line(kind: str, viewer: User) -> "QuerySet[Candidate]":
    """The pairs nobody has decided about yet, of whom the viewer may see both."""
    seen = seen_by(kind, viewer).order_by()
    both = Exists(seen.filter(pk=OuterRef("one_id"))), Exists(seen.filter(pk=OuterRef("other_id")))
    return Candidate.objects.filter(*both, kind=kind).exclude(state=Candidate.State.DISTINCT)


def pair_url(pair: Candidate) -> str:
    """Where the two are compared."""
    return reverse("doubles-pair", args=[pair.kind, pair.one_id, pair.other_id])


def review_url(kind: str, key: UUID) -> str:
    """Where the doubles of a record are compared."""
    return f"{reverse('doubles', args=[kind])}?of={key}"


def _certain(kind: str, emails: Sequence[str], ways: Sequence[Way]) -> dict[UUID, tuple[float, str]]:
    """Records that own what can be owned by one only."""
    if kind == "account":
        return dict.fromkeys(by_domain(emails), (_THE_SAME_DOMAIN, "domain"))
    mail = ContactMethod.Kind.EMAIL
    return {way.contact_id: (_THE_SAME_ADDRESS, "email") for way in ways if way.kind == mail}


def _name(kind: str, name: str, company: str) -> str:
    return name or company if kind == "account" else name


def _called(kind: str, ways: Sequence[Way]) -> dict[UUID, str]:
    """The number that each record shares."""
    phones = [way for way in ways if way.kind == ContactMethod.Kind.PHONE]
    ids = [(way.account_id if kind == "account" else way.contact_id, way.normalised) for way in phones]
    return {key: number for key, number in ids if key}


def _by_name_alone(kind: str, typed: Row, row: Row) -> float:
    same = kind == "account" and organisation(typed["name"]) in {
        organisation(row["name"]),
        organisation(row["legal_name"]),
    }
    return _THE_SAME_COMPANY_NAME if same and typed["name"] else 0.0


def _said(certain: tuple[float, str] | None) -> list[list[Any]]:
    return [[certain[1], SAME, 9.0]] if certain else []


def _typed(kind: str, name: str, company: str, *, phone: str) -> Row:
    if kind == "account":
        return {"name": name or company}
    first, last = parts_of_name(name=name, first_name="", last_name="")
    return {"first_name": first, "last_name": last, "phone": phone, "company": company}


_WITH = {"account": (), "contact": ("account",)}
