"""What the operators of the search mean here: who is to answer, what it was written to, tags, files, days, lists."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from regard.conversations.models import Conversation, Message, Tag, Tagging
from regard.conversations.queries.filtering import meant
from regard.conversations.queries.views import saved_views_of
from regard.conversations.rules.filters import VIEWS, Filter, read
from regard.customers.models import CustomerTag, CustomerTagging
from regard.desk.queries.faces import Reader
from regard.desk.queries.lists import LABELS
from regard.promises.models import Promise
from regard.search.rules import Query
from regard.search.rules.words import fold
from regard.staff.models import Team

_LENGTH = re.compile(r"(\d{1,4})\s*([hdw])")
_DAY = re.compile(r"([1-9]\d{3})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_DAY_LONG = timedelta(days=1)
_HOURS = {"h": 1, "d": 24, "w": 24 * 7}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The conversations that operators leave, and sentences about those that mean nothing."""

    conversations: "QuerySet[Conversation]"
    hints: list[str]


class _NothingMeantError(Exception):
    """The value of an operator means nothing; the message says what would."""


def asked_for(query: Query, visible: "QuerySet[Conversation]", reader: Reader) -> Asked:
    """Apply every operator of a search. One that means nothing is left out and said."""
    found, hints = visible, []
    if query.number is not None:
        found = found.filter(number=query.number)
    for state, condition in _states(reader).items():
        if state in query.states:
            found = found.filter(condition)
    for name, value in query.asked:
        try:
            found = found.filter(_MEANING[name](value, reader))
        except _NothingMeantError as error:
            hints.append(str(error))
    hints += [
        _("“%(name)s:” is no operator here; it was searched for as a word.") % {"name": name}
        for name in dict.fromkeys(query.unknown)
    ]
    return Asked(conversations=found, hints=hints)


def _states(reader: Reader) -> dict[str, Q]:
    is_open = Q(state=Conversation.State.OPEN)
    return {
        "open": is_open,
        "closed": Q(state=Conversation.State.CLOSED),
        "waiting": is_open & Q(waiting_since__isnull=False),
        "mine": Q(assignee=reader.user),
    }


def _team(value: str, _reader: Reader) -> Q:
    wanted = fold(value)
    return Q(team__in=[team.id for team in Team.objects.all() if wanted in fold(team.name)])


def _tag(value: str, _reader: Reader) -> Q:
    wanted = fold(value)
    tags = [tag.id for tag in Tag.objects.all() if wanted in fold(tag.name)]
    on_customers = CustomerTagging.objects.filter(
        tag__in=[one.id for one in CustomerTag.objects.all() if wanted in fold(one.name)]
    )
    return (
        Q(id__in=Tagging.objects.filter(tag__in=tags).values("conversation"))
        | Q(account__in=on_customers.filter(account__isnull=False).values("account"))
        | Q(contact__in=on_customers.filter(contact__isnull=False).values("contact"))
    )


def _to(value: str, _reader: Reader) -> Q:
    return Q(our_address__icontains=value)


def _has(value: str, _reader: Reader) -> Q:
    if fold(value) not in {"file", "files", "attachment", fold(_("file"))}:
        raise _NothingMeantError(_("“has:%(value)s” means nothing yet; “has:file” does.") % {"value": value})
    return Q(Exists(Message.objects.filter(conversation=OuterRef("id"), has_files=True)))


def _waiting(value: str, reader: Reader) -> Q:
    if value in {"us", "them"}:
        return meant(Filter(waiting=value), user=reader.user, at=reader.now)
    length = _LENGTH.fullmatch(value.lower())
    if length is None:
        text = _("“waiting:%(value)s” means nothing; “waiting:us”, “waiting:them” and “waiting:2d” (or h, w) do.")
        raise _NothingMeantError(text % {"value": value})
    since = reader.now - timedelta(hours=int(length[1]) * _HOURS[length[2]])
    return meant(Filter(waiting="us"), user=reader.user, at=reader.now) & Q(waiting_since__lte=since)


def _before(value: str, reader: Reader) -> Q:
    return Q(latest_message_at__lt=_day("before", value, reader))


def _after(value: str, reader: Reader) -> Q:
    return Q(latest_message_at__gte=_day("after", value, reader))


def _promised(value: str, reader: Reader) -> Q:
    """With a promise that stands: any, one that is late, or one that is due by the end of a day; ours to answer, or dates we gave."""
    given = Promise.objects.filter(conversation=OuterRef("id"), kept_at=None)
    answer = Q(state=Conversation.State.OPEN, waiting_since__isnull=False, next_due_at__isnull=False)
    if fold(value) in {"us", fold(_("us"))}:
        return answer | Q(Exists(given))
    if fold(value) in {"late", fold(_("late"))}:
        until = reader.now
    elif fold(value) in {"today", fold(_("today"))}:
        until = datetime.combine(reader.local(reader.now).date() + _DAY_LONG, time(), tzinfo=ZoneInfo(reader.zone))
    else:
        until = _day("promised", value, reader) + _DAY_LONG
    return answer & Q(next_due_at__lt=until) | Q(Exists(given.filter(due_at__lt=until)))


def _day(name: str, value: str, reader: Reader) -> datetime:
    """The beginning of a day, month or year, on the reader's wall clock."""
    parts = _DAY.fullmatch(value)
    try:
        numbers = [int(part or 1) for part in parts.groups()] if parts else []
        return datetime.combine(date(*numbers), time(), tzinfo=ZoneInfo(reader.zone))
    except (TypeError, ValueError):
        text = _("“%(name)s:%(value)s” is no day; write it as 2026-03-31, 2026-03 or 2026.")
        raise _NothingMeantError(text % {"name": name, "value": value}) from None


def _in(value: str, reader: Reader) -> Q:
    """A view by its name: one that everybody has, in the address's word or the reader's language, or a saved one."""
    wanted = fold(value)
    views = {fold(word): VIEWS[word] for word in VIEWS} | {
        fold(str(label)): VIEWS[word] for word, label in LABELS.items()
    }
    found = views.get(wanted)
    if found is None:
        saved = {fold(view.name): view.query for view in saved_views_of(reader.user)}
        found = read(saved[wanted]) if wanted in saved else None
    if found is None:
        raise _NothingMeantError(_("There is no view “%(value)s”.") % {"value": value})
    return meant(found, user=reader.user, at=reader.now)


_MEANING: dict[str, Callable[[str, Reader], Q]] = {
    "team": _team, "tag": _tag, "to": _to, "has": _has, "waiting": _waiting, "promised": _promised, "before": _before, "after": _after, "in": _in,
}  # fmt: skip
