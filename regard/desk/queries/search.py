"""What a search finds for one reader: conversations, people, accounts. Never more than they may read, not even as a number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.conversations import queries as conversations
from regard.conversations.models import Conversation
from regard.conversations.queries.listing import readable_by
from regard.customers import queries as customers
from regard.customers.models import Account, Contact, ContactMethod
from regard.desk.queries.asked import asked_for
from regard.desk.queries.customers.record import ACCOUNT, CONTACT, address_of
from regard.desk.queries.faces import ClockFace, Reader, clocks_of, face_of
from regard.desk.queries.items import Tag
from regard.search import queries as search
from regard.search.queries import MOST_RANKED, Found, Hits, Wanted
from regard.search.rules import Query, Segment, marked, parse

PAGE, FEW = 20, 5
KINDS = ("conversation", "contact", "account")

Row = TypeVar("Row")


@dataclass(frozen=True, kw_only=True)
class ConversationHit:
    """A conversation that was found, and where."""

    url: str
    account_name: str
    number: int
    subject: tuple[Segment, ...]
    snippet: tuple[Segment, ...]
    clock: ClockFace | None
    tags: list[Tag]
    time_text: str
    time_iso: str
    time_title: str


@dataclass(frozen=True, kw_only=True)
class NameHit:
    """A person or an account that was found; `url` leads to their page."""

    url: str
    name: str
    shown_name: tuple[Segment, ...]
    detail: str


@dataclass(frozen=True, kw_only=True)
class Group(Generic[Row]):
    """The hits of one kind."""

    rows: Sequence[Row]
    more_url: str = ""


@dataclass(frozen=True, kw_only=True)
class SearchPage:
    """The page; `finding` is what it found in words, "" while nothing is asked."""

    typed: str
    finding: str
    hints: list[str]
    is_alike: bool
    is_capped: bool
    conversations: Group[ConversationHit]
    people: Group[NameHit]
    accounts: Group[NameHit]


def number_asked_for(typed: str, reader: Reader) -> UUID | None:
    """The conversation that "#1042" names, if the reader may see it."""
    number = parse(typed).number
    if number is None:
        return None
    found = readable_by(reader.user).filter(number=number).values_list("id", "merged_into").first()
    return (found[1] or found[0]) if found else None


def search_page(typed: str, reader: Reader, *, only: str = "", after: str = "") -> SearchPage:
    """Search for a reader; `only` one kind, from the place `after` on."""
    query = parse(typed)
    asked = asked_for(query, conversations.visible_to(reader.user), reader)
    visible = asked.conversations
    found = _found(query, visible, reader, only, after)
    hits = {kind: found.hits.get(kind, Hits()) for kind in KINDS}
    return SearchPage(
        typed=typed,
        finding="" if query.is_empty else _finding(hits),
        hints=asked.hints,
        is_alike=found.is_alike,
        is_capped=any(one.count == MOST_RANKED for one in hits.values()),
        conversations=_conversations(
            hits["conversation"], found.query, visible, reader, _more(typed, "conversation", hits)
        ),
        people=_people(hits["contact"], found.query, reader, _more(typed, "contact", hits)),
        accounts=_accounts(hits["account"], found.query, reader, _more(typed, "account", hits)),
    )


def _found(query: Query, visible: "QuerySet[Conversation]", reader: Reader, only: str, after: str) -> Found:
    if query.is_empty:
        return Found(hits={}, query=query)
    if query.number is not None:
        ids = tuple(visible.values_list("id", flat=True)[:1])
        return Found(hits={"conversation": Hits(ids=ids, count=len(ids))}, query=query)
    is_few = bool(query.states & {"open", "waiting", "mine"}) or "waiting" in dict(query.asked)
    wanted = {"conversation": Wanted(among=visible, limit=PAGE, is_few=is_few)}
    if query.terms and not (query.states or query.asked):
        limit = PAGE if only else FEW
        wanted["contact"] = Wanted(among=conversations.few_contacts_visible_to(reader.user), limit=limit)
        wanted["account"] = Wanted(among=customers.visible_to(reader.user), limit=limit)
    if only in wanted:
        return search.find(query, wanted={only: wanted[only]}, after=after)
    return search.find(query, wanted=wanted)


def _more(typed: str, kind: str, hits: Mapping[str, Hits]) -> str:
    """Where the hits of a kind go on: names that stand in a few lines beside conversations begin again on a page of their own."""
    if not hits[kind].more:
        return ""
    goes_on = kind == "conversation" or len(hits[kind].ids) > FEW
    words = {"q": typed, "in": kind} | ({"after": hits[kind].more} if goes_on else {})
    return f"{reverse('search')}?{urlencode(words)}"


def _conversations(
    hits: Hits, query: Query, visible: "QuerySet[Conversation]", reader: Reader, more_url: str
) -> Group[ConversationHit]:
    rows = _in_order(visible.select_related("account", "contact", "assignee"), hits.ids)
    clocks = clocks_of(rows)
    excerpts = search.excerpts("conversation", hits.ids, query) if query.terms else {}
    shown = [
        ConversationHit(
            url=reverse("conversation", args=[row.id]),
            account_name=row.account.name if row.account else row.contact.name,
            number=row.number,
            subject=marked(row.subject or _("(no subject)"), query),
            snippet=excerpts.get(row.id) or (Segment(row.preview),),
            clock=face_of(clocks.get(row.id), reader) if row.state == Conversation.State.OPEN else None,
            tags=_tags(row, reader),
            time_text=reader.time(row.latest_message_at),
            time_iso=row.latest_message_at.isoformat(),
            time_title=reader.moment(row.latest_message_at),
        )
        for row in rows
    ]
    return Group(rows=shown, more_url=more_url)


def _tags(row: Conversation, reader: Reader) -> list[Tag]:
    tags = []
    if row.state == Conversation.State.CLOSED:
        tags.append(Tag(label=_("closed"), kind=""))
    if row.assignee and row.assignee_id != reader.user.id:
        tags.append(Tag(label=row.assignee.first_name, kind="line"))
    return tags


def _people(hits: Hits, query: Query, reader: Reader, more_url: str) -> Group[NameHit]:
    people = conversations.few_contacts_visible_to(reader.user).select_related("account")
    first_way = ContactMethod.objects.filter(contact=OuterRef("id")).order_by("id").values("value")[:1]
    rows: list[Contact] = _in_order(people.annotate(way=Subquery(first_way)), hits.ids)
    return Group(rows=[_person(row, query) for row in rows], more_url=more_url)


def _person(row: Contact, query: Query) -> NameHit:
    way: str = row.way or ""  # type: ignore[attr-defined]  # annotated
    detail = ", ".join(filter(None, [row.job_title, row.account.name if row.account else "", way]))
    return NameHit(
        url=address_of(CONTACT, row.id), name=row.name, shown_name=marked(row.name or way, query), detail=detail
    )


def _accounts(hits: Hits, query: Query, reader: Reader, more_url: str) -> Group[NameHit]:
    rows: list[Account] = _in_order(customers.visible_to(reader.user), hits.ids)
    shown = [
        NameHit(url=address_of(ACCOUNT, row.id), name=row.name, shown_name=marked(row.name, query), detail=row.city)
        for row in rows
    ]
    return Group(rows=shown, more_url=more_url)


def _in_order(rows: "QuerySet[Any]", ids: Sequence[UUID]) -> list[Any]:
    """The rows of these ids, in their order; no statement for none."""
    known = {row.id: row for row in rows.filter(id__in=ids)} if ids else {}
    return [known[identifier] for identifier in ids if identifier in known]


def _finding(hits: Mapping[str, Hits]) -> str:
    """How much was found, kind by kind."""
    said = {
        "conversation": ngettext("%(number)s conversation", "%(number)s conversations", hits["conversation"].count),
        "contact": ngettext("%(number)s person", "%(number)s people", hits["contact"].count),
        "account": ngettext("%(number)s account", "%(number)s accounts", hits["account"].count),
    }
    found = [words % {"number": _number(hits[kind])} for kind, words in said.items() if hits[kind].count]
    return ", ".join(found) or _("Nothing found")


def _number(hits: Hits) -> str:
    number = number_format(hits.count, force_grouping=True)
    return f"{number}+" if hits.count == MOST_RANKED else number
