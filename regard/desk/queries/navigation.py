"""The places in the main navigation, with how many customers wait there."""

from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from regard.desk.queries.pulse import counts_of, pulse_of
from regard.staff.models import User
from regard.staff.rules import Right, may


@dataclass(frozen=True, kw_only=True)
class Place:
    """One entry of the navigation."""

    key: str
    label: str
    url: str
    icon: str
    count: int = 0
    hot: bool = False
    is_current: bool = False
    below: tuple["Place", ...] = ()


def places(request: HttpRequest, user: User) -> list[Place]:
    """Today, Inbox, and in the sample company what customers received."""
    counts = counts_of(request, user)
    found = [
        Place(key="t", label=_("Today"), url=reverse("today"), icon="today", count=counts.mine, hot=counts.mine > 0),
        Place(key="i", label=_("Inbox"), url=reverse("inbox"), icon="inbox", count=counts.team),
        Place(key="u", label=_("Customers"), url=reverse("companies"), icon="people", below=_below_customers(user)),
        Place(key="s", label=_("Sales"), url=reverse("sales"), icon="sales", below=_below_sales()),
        Place(
            key="n", label=_("Notifications"), url=reverse("notifications"), icon="bell", count=pulse_of(request).unseen
        ),
    ]
    found.append(Place(key="r", label=_("Report"), url=reverse("report"), icon="report"))
    if may(user.role, Right.SEE_FAILED_LETTERS):
        troubled = pulse_of(request).troubled_mailboxes
        found.append(
            Place(key="m", label=_("Mail"), url=reverse("letters"), icon="send", count=troubled, hot=troubled > 0)
        )
    if pulse_of(request).has_sample:
        found.append(Place(key="c", label=_("Customers’ mail"), url=reverse("demo-mail"), icon="mail"))
    return [_marked(place, request.path) for place in found]


def _marked(place: Place, path: str) -> Place:
    """The place one is at; of those below it the one whose address fits longest."""
    nearest = max((one.url for one in place.below if path.startswith(one.url)), key=len, default="")
    below = [replace(one, is_current=one.url == nearest) for one in place.below]
    is_current = path.startswith(place.url) or any(one.is_current for one in below)
    return replace(place, is_current=is_current, below=tuple(below))


def _below_sales() -> tuple[Place, ...]:
    return (
        Place(key="", label=_("Board"), url=reverse("sales"), icon="sales"),
        Place(key="", label=_("Opportunities"), url=reverse("opportunities"), icon="sales"),
        Place(key="", label=_("Forecast"), url=reverse("forecast"), icon="report"),
    )


def _below_customers(user: User) -> tuple[Place, ...]:
    found = [
        (Right.READ_TIMELINES, Place(key="", label=_("Companies"), url=reverse("companies"), icon="people")),
        (Right.READ_TIMELINES, Place(key="", label=_("People"), url=reverse("people"), icon="people")),
        (Right.READ_TIMELINES, Place(key="", label=_("Data quality"), url=reverse("quality"), icon="check")),
        (Right.SET_UP, Place(key="", label=_("Import"), url=reverse("imports"), icon="arrow")),
        (Right.ANSWER, Place(key="", label=_("Changes of many"), url=reverse("customer-edits"), icon="undo")),
        (Right.KEEP_PRIVACY, Place(key="", label=_("Privacy"), url=reverse("privacy"), icon="shield")),
    ]
    return tuple(place for right, place in found if may(user.role, right))
