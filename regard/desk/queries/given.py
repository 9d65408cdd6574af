"""What came back to a reader this week, and what was asked of them: rows that exist, and seconds measured in their forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import CharField, Count, Exists, OuterRef, Value
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.conversations import queries as conversations
from regard.conversations.queries.receipts import without_receipt
from regard.desk.queries.faces import Reader
from regard.effort import queries as effort
from regard.effort.queries import ASKED, Total, monday_of
from regard.effort.rules.words import duration

_NO_RECEIPT = "no receipt"


@dataclass(frozen=True, kw_only=True)
class Given:
    """This week's balance, since Monday on the reader's wall clock, in words; `asked` is "" while no form was measured."""

    given: str
    asked: str
    given_text: str
    asked_text: str


@dataclass(frozen=True, kw_only=True)
class Counted:
    """The balance, None while there is nothing to tell; and how many messages of the last seven days got no receipt."""

    given: Given | None
    no_receipt: int


def counted(reader: Reader) -> Counted:
    """What is counted at the side of Today, with one statement."""
    readable = conversations.visible_to(reader.user).filter(id=OuterRef("conversation"))
    missed = without_receipt(since=reader.now - timedelta(days=7)).filter(Exists(readable)).order_by()
    named = missed.annotate(what=Value(_NO_RECEIPT, output_field=CharField())).values_list("what")
    number = named.annotate(number=Count("id"), times_in_all=Count("id"))
    totals = effort.totals(reader.user, since=monday_of(reader.now, reader.zone), until=reader.now)
    counts = {name: Total(found, times) for name, found, times in number.union(*totals, all=True)}
    return Counted(given=_given(counts), no_receipt=counts.get(_NO_RECEIPT, Total()).number)


def _given(counts: Mapping[str, Total]) -> Given | None:
    asked = counts.get(ASKED, Total())
    got = effort.weighed(counts)
    if not got and not asked.number:
        return None
    measured = ngettext("measured in %(n)s form", "measured in %(n)s forms", asked.number) % {"n": asked.number}
    return Given(
        given=duration(sum(one.seconds for one in got)),
        asked=duration(asked.times) if asked.number else "",
        given_text=_(", ").join(str(one.get.line % {"n": one.number}) for one in got),
        asked_text=measured if asked.number else "",
    )
