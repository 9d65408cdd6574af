"""The page on which a company or a person is typed in: the fields, and who is known already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from regard.customers import queries as customers
from regard.customers.models import Account
from regard.customers.queries.catalogue import fields_of
from regard.data_quality.queries import Double, likely_doubles
from regard.desk.queries.customers.details import Attempt, Detail, Editing, input_of, options_of
from regard.desk.queries.customers.record import ACCOUNT, CONTACT, WORDS, address_of
from regard.desk.queries.faces import Reader

#: Asked at once; the rest is behind "more fields".
_FIRST = {ACCOUNT: ("city", "country", "tier"), CONTACT: ("job_title", "language")}
_NOT_ASKED = {"name", "owner", "account", "parent"}
#: As probable as this, and who adds has to say that it is another one.
STOPS_AT = 0.8


@dataclass(frozen=True, kw_only=True)
class Known:
    """Somebody who is known already and looks like what is typed."""

    name: str
    detail: str
    url: str
    why: str


@dataclass(frozen=True, kw_only=True)
class AddingPage:
    """The page."""

    kind: str
    form: str
    action: str
    alike_url: str
    list_url: str
    typed: Mapping[str, str]
    errors: Mapping[str, str]
    account: Account | None
    first: list[Detail]
    more: list[Detail]
    known: list[Known]
    must_say: bool = False


def adding_page(
    kind: str, attempt: Attempt, reader: Reader, *, account: Account | None, must_say: bool = False
) -> AddingPage:
    """The page with what was typed."""
    fields = [_field(kind, name, attempt) for name in _names(kind)]
    return AddingPage(
        kind=kind, form=f"{kind}-new", action=reverse(f"{kind}-new"), alike_url=reverse(f"{kind}-alike"), list_url=reverse(WORDS[kind]),
        typed=attempt.typed, errors=attempt.errors, account=account, must_say=must_say,
        first=[one for one in fields if one.name in _FIRST[kind]], more=[one for one in fields if one.name not in _FIRST[kind]],
        known=known_alike(kind, attempt.typed, reader, account=account),
    )  # fmt: skip


def known_alike(kind: str, typed: Mapping[str, str], reader: Reader, *, account: Account | None) -> list[Known]:
    """Who is known already."""
    return [_known(one) for one in doubles_of(kind, typed, reader, account=account)]


def doubles_of(kind: str, typed: Mapping[str, str], reader: Reader, *, account: Account | None) -> Sequence[Double]:
    """The same as records, with how probable it is."""
    name, email, phone = (typed.get(one, "").strip() for one in ("name", "email", "phone"))
    if kind == ACCOUNT and typed.get("domain", "").strip():
        email = f"@{typed['domain'].strip()}"
    if not (len(name) > 2 or email or phone):
        return []
    return likely_doubles(
        kind=kind, name=name, emails=[email] if email else [], phones=[phone] if phone else [],
        company=account.name if account else typed.get("account", ""), viewer=reader.user,
    )  # fmt: skip


def account_named(text: str, reader: Reader) -> Account | None:
    """The company that an address names by its id, or somebody by its name."""
    visible = customers.visible_to(reader.user)
    try:
        return visible.filter(id=UUID(text)).first()
    except ValueError:
        return visible.filter(name__iexact=text.strip()).first() if text.strip() else None


def _names(kind: str) -> list[str]:
    return [field.name for field in fields_of(kind) if field.name not in _NOT_ASKED]


def _field(kind: str, name: str, attempt: Attempt) -> Detail:
    field = next(one for one in fields_of(kind) if one.name == name)
    typed = attempt.typed.get(name, "")
    editing = Editing(
        input=input_of(field),
        typed=typed,
        seen="",
        options=options_of(field, typed),
        error=attempt.errors.get(name, ""),
    )
    return Detail(name=name, label=str(field.label), text="", use=str(field.use), edit_url="", editing=editing)


def _known(double: Double) -> Known:
    row = double.record
    if isinstance(row, Account):
        return Known(name=row.name, detail=row.city, url=address_of(ACCOUNT, row.pk), why=double.why)
    detail = row.account.name if row.account else row.job_title
    return Known(name=row.name, detail=detail, url=address_of(CONTACT, row.pk), why=double.why)
