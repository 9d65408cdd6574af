"""What a reader of the forecast has to know before they believe it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.desk.queries.faces import Reader
from regard.desk.queries.sales.forecast.reading import Reading

#: A model that was not tested for so long is not to be believed without a word.
STALE = timedelta(days=180)
#: A change of the market is told for as long as it weighs.
_TOLD = timedelta(days=180)
_NAMED = 5


@dataclass(frozen=True, kw_only=True)
class Note:
    """`kind` is warn, or empty for what is only good to know."""

    kind: str
    text: str


def notes_of(found: Reading, reader: Reader) -> list[Note]:
    """In the order of how much they matter."""
    return [
        *_changed(found, reader),
        *_untested(found, reader),
        *_base_rate(found),
        *_gaps(found, reader),
        *_rates(found),
    ]


def _changed(found: Reading, reader: Reader) -> Iterator[Note]:
    if not found.night.changes:
        return
    since, noticed, direction, what = found.night.changes[-1]
    if reader.now.date() - date.fromisoformat(noticed) > _TOLD:
        return
    words = {"day": _day(date.fromisoformat(since), reader), "noticed": _day(date.fromisoformat(noticed), reader)}
    yield Note(kind="warn", text=f"{_moved(what, direction) % words} {_weighed() % words}")


def _moved(what: str, direction: int) -> str:
    if what == "losses":
        less, more = _("more deals end without a sale than before"), _("fewer deals end without a sale than before")
    elif what == "wins":
        less, more = _("fewer deals are won in a week than before"), _("more deals are won in a week than before")
    else:
        less, more = _("fewer deals are won than the chances said"), _("more deals are won than the chances said")
    return _("The market has changed around %(day)s: %(how)s.").replace("%(how)s", less if direction < 0 else more)


def _weighed() -> str:
    return _("It was noticed on %(noticed)s; what happened since counts most now.")


def _untested(found: Reading, reader: Reader) -> Iterator[Note]:
    if found.tested is None or reader.now - found.tested.at <= STALE:
        return
    day = _day(found.tested.at.date(), reader)
    yield Note(
        kind="warn",
        text=_(
            "The model was last tested on %(day)s, more than 180 days ago. It is tested by itself at night; see that the nightly run works."
        )
        % {"day": day},
    )


def _base_rate(found: Reading) -> Iterator[Note]:
    if not found.night.beats_base_rate:
        yield Note(
            kind="",
            text=_(
                "No model is better than the base rate yet: each deal is given the share that was won of all. Nothing known of a deal tells more so far."
            ),
        )


def _gaps(found: Reading, reader: Reader) -> Iterator[Note]:
    if not found.missed:
        return
    named = ", ".join(_day(day, reader) for day in found.missed[-_NAMED:])
    count = len(found.missed)
    text = ngettext(
        "No forecast was taken on %(count)s night of the last thirteen months: %(named)s. It is not filled in later.",
        "No forecast was taken on %(count)s nights of the last thirteen months, last on %(named)s. They are not filled in later.",
        count,
    )
    yield Note(kind="", text=text % {"count": count, "named": named})


def _rates(found: Reading) -> Iterator[Note]:
    if found.night.missing_rates:
        named = ", ".join(found.night.missing_rates)
        yield Note(
            kind="warn",
            text=_(
                "There is no exchange rate for %(named)s: these deals stand at the usual amount of a deal that was won."
            )
            % {"named": named},
        )


def _day(day: date, reader: Reader) -> str:
    return str(format_date(day, "d MMM y", locale=reader.language.replace("-", "_")))
