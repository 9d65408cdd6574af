"""The page that asks what is to be done to many conversations at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regard.conversations.models import CloseReason, Conversation
from regard.conversations.operations.close import NO_ANSWER_NEEDED
from regard.conversations.queries.views import offered_tags
from regard.desk.queries.dialogs import Choice, moments
from regard.desk.queries.faces import Reader
from regard.desk.queries.lists import address
from regard.desk.queries.words import closing_choice
from regard.promises.operations.bulk import MOST_AT_ONCE
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right, may

VERBS: dict[str, Any] = {
    "close": gettext_lazy("Close"),
    "hand-over": gettext_lazy("Hand over"),
    "tag": gettext_lazy("Tag"),
    "remind": gettext_lazy("Remind me"),
}


@dataclass(frozen=True, kw_only=True)
class BulkPage:
    """One verb, the conversations it is for, and what has to be said."""

    verb: str
    title: str
    action_url: str
    back_url: str
    chosen: list[Choice]
    choices: list[Choice]
    values: Mapping[str, Any]
    zone_text: str
    error: str
    warning: str


def bulk_page(
    reader: Reader, chosen: Sequence[Conversation], *, verb: str, word: str, values: Mapping[str, Any], error: str
) -> BulkPage:
    """The page for one reader; at most three statements besides those that chose."""
    waits = sum(row.waiting_since is not None for row in chosen)
    number = {"verb": VERBS[verb], "number": len(chosen)}
    title = ngettext("%(verb)s: %(number)s conversation", "%(verb)s: %(number)s conversations", len(chosen)) % number
    return BulkPage(
        verb=verb,
        title=title,
        action_url=address(word, path=reverse("bulk-run")),
        back_url=address(word),
        chosen=[
            Choice(id=str(row.id), label=row.subject or _("(no subject)"), detail=_customer(row), is_on=True)
            for row in chosen
        ],
        choices=_choices(verb, reader, values, all_wait=waits == len(chosen)),
        values=values,
        zone_text=reader.zone,
        error=error,
        warning=_warning(verb, waits, len(chosen)),
    )


def colleagues() -> list[User]:
    """Everybody who answers customers, by name."""
    return [one for one in staff.active_users() if may(one.role, Right.ANSWER)]


def _customer(row: Conversation) -> str:
    return row.account.name if row.account else row.contact.name


def _choices(verb: str, reader: Reader, values: Mapping[str, Any], *, all_wait: bool) -> list[Choice]:
    if verb == "close":
        refused = set(CloseReason) - NO_ANSWER_NEEDED if all_wait else set()
        shown = [reason for reason in CloseReason if reason not in refused]
        return [
            Choice(id=one.value, label=closing_choice(one), is_on=values.get("reason") == one.value) for one in shown
        ]
    if verb == "hand-over":
        others = [one for one in colleagues() if one.id != reader.user.id]
        return [Choice(id=str(one.id), label=one.name, is_on=values.get("to") == str(one.id)) for one in others]
    if verb == "tag":
        return [
            Choice(id=str(one.id), label=one.name, is_on=values.get("tag") == str(one.id)) for one in offered_tags()
        ]
    return moments(reader, chosen=str(values.get("when", "")))


def _warning(verb: str, waits: int, number: int) -> str:
    said = []
    if number == MOST_AT_ONCE:
        said.append(
            _("At most %(most)s go together; these are the first. Do the rest afterwards.") % {"most": MOST_AT_ONCE}
        )
    if verb == "close" and waits:
        text = ngettext(
            "In %(number)s of them the customer wrote last and has no answer. It is closed only with a reason why none is needed, in your name.",
            "In %(number)s of them the customers wrote last and have no answer. They are closed only with a reason why none is needed, in your name.",
            waits,
        )
        said.append(text % {"number": waits})
    if verb == "remind" and waits:
        said.append(_("Customers who wait come back at the latest when their answer is due."))
    return " ".join(said)
