"""The honest report as a page: one sentence, the figures beside what a study found, charts with their tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.report.queries import words
from regard.report.queries.figures import Figures, Group, Names
from regard.report.queries.rows import Question
from regard.report.queries.tables import Line, Table, cells, head
from regard.report.rules import charts, study
from regard.report.rules.charts import Column, Mark, Tick
from regard.report.rules.period import CHOICES
from regard.report.rules.waits import DAY

_HOUR = 3600.0
_LISTS = ("all", "unanswered", "acknowledged", "within-a-day", "kept", "holding")


@dataclass(frozen=True, kw_only=True)
class Tab:
    label: str
    value: str
    url: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class Option:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A share with its count, and what the study found where it looked at the same."""

    name: str
    text: str
    detail: str
    url: str
    drawn: SafeString


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A figure that is no share."""

    name: str
    text: str
    detail: str
    url: str


@dataclass(frozen=True, kw_only=True)
class ReportPage:
    """The page."""

    headline: str
    consequence: str
    trouble: str
    period_text: str
    tabs: list[Tab]
    first: str
    last: str
    channels: list[Option]
    teams: list[Option]
    bars: list[Bar]
    facts: list[Fact]
    weeks_chart: SafeString
    curve_chart: SafeString
    weeks: Table
    tables: list[Table]
    csv_url: str
    is_empty: bool


def report_page(figures: Figures, question: Question, names: Names, *, trouble: str = "") -> ReportPage:
    """The page for the reader who asked."""
    language, period = question.user.language, question.period
    return ReportPage(
        headline=_headline(figures, language),
        consequence=_consequence(figures),
        trouble=trouble,
        period_text=f"{words.day(period.first, language, year=True)} – {words.day(period.last, language, year=True)}",
        tabs=_tabs(question),
        first="" if period.days else period.first.isoformat(),
        last="" if period.days else period.last.isoformat(),
        channels=_options(names.channels, question.channel),
        teams=_options(names.teams, question.team),
        bars=_bars(figures, question),
        facts=_facts(figures, question),
        weeks_chart=_weeks_chart(figures, language),
        curve_chart=_curve_chart(figures, language),
        weeks=_weeks_table(figures, question),
        tables=[
            _table("channels", _("By mailbox"), figures.channels, question, "channel"),
            _table("teams", _("By team"), figures.teams, question, "team"),
        ],
        csv_url=_url("report", question, format="csv", table="figures"),
        is_empty=figures.total.asked == 0,
    )


def parameters(question: Question, **changes: str) -> dict[str, str]:
    """What an address says of a question; an empty change takes a name away."""
    period = question.period
    days = {"period": str(period.days)} if period.days else {"from": str(period.first), "to": str(period.last)}
    filters = {"channel": str(question.channel or ""), "team": str(question.team or "")}
    return {name: value for name, value in {**days, **filters, **changes}.items() if value}


def list_url(question: Question, figure: str, **changes: str) -> str:
    """The list of what a figure counts."""
    return _url("report-conversations", question, **changes, figure=figure)


def _url(name: str, question: Question, **changes: str) -> str:
    return f"{reverse(name)}?{urlencode(parameters(question, **changes))}"


def _headline(figures: Figures, language: str) -> str:
    asked, ignored = figures.total.customers, figures.total.customers_ignored
    if not asked:
        return _("Nobody wrote in this time.")
    if not ignored:
        return ngettext("%(count)s customer wrote, and was answered.", "%(count)s customers wrote, and all were answered.", asked) % {"count": words.number(asked, language)}  # fmt: skip
    return _("%(ignored)s of %(asked)s customers wrote and nobody has answered.") % {
        "ignored": words.number(ignored, language),
        "asked": words.number(asked, language),
    }


def _consequence(figures: Figures) -> str:
    if figures.total.oldest_wait is not None:
        return _("Whoever waits longest has waited %(time)s.") % {"time": words.lasting(figures.total.oldest_wait)}
    if figures.total.median is not None:
        return _("Half had their answer after %(time)s.") % {"time": words.lasting(figures.total.median)}
    return ""


def _tabs(question: Question) -> list[Tab]:
    labels = {30: _("30 days"), 90: _("90 days"), 365: _("12 months")}
    rest = {"from": "", "to": ""}
    return [
        Tab(
            label=labels[days],
            value=str(days),
            url=_url("report", question, **rest, period=str(days)),
            is_current=question.period.days == days,
        )
        for days in CHOICES
    ]


def _options(names: Mapping[UUID, str], chosen: UUID | None) -> list[Option]:
    return [Option(value=str(key), label=name, is_chosen=key == chosen) for key, name in names.items()]


def _bars(figures: Figures, question: Question) -> list[Bar]:
    total, language = figures.total, question.user.language
    of = _("%(part)s of %(whole)s")
    rows = (
        (_("Nobody answered"), total.unanswered_share, study.IGNORED, (total.unanswered, total.asked), "unanswered"),
        (_("Got a receipt"), total.acknowledged_share, study.ACKNOWLEDGED, (total.acknowledged, total.begun), "acknowledged"),
        (_("Answered within a day"), total.answered_within_day, study.ANSWERED_WITHIN_DAY, None, "within-a-day"),
        (_("Promises kept"), total.kept_share, None, (total.kept, total.promised), "kept"),
    )  # fmt: skip
    return [
        Bar(
            name=name,
            text=words.percent(share, language),
            detail=" · ".join(
                filter(
                    None,
                    (
                        of % {"part": words.number(count[0], language), "whole": words.number(count[1], language)}
                        if count
                        else _("those who wait counted in"),
                        _("then %(share)s") % {"share": words.percent(then, language)} if then else "",
                    ),
                )
            ),
            url=list_url(question, figure) if share else "",
            drawn=_svg(charts.bar(share, reference=then)),
        )
        for name, share, then, count, figure in rows
    ]


def _facts(figures: Figures, question: Question) -> list[Fact]:
    total, language = figures.total, question.user.language
    waiting = list_url(question, "waiting") if total.waiting else ""
    now = ngettext("%(count)s message waits now", "%(count)s messages wait now", total.waiting) % {
        "count": words.number(total.waiting, language)
    }
    return [
        Fact(
            name=_("Half were answered after"),
            text=words.lasting(total.median),
            detail=_("those who wait counted in")
            if total.median is not None
            else _("fewer than half have an answer")
            if total.asked
            else "",
            url=list_url(question, "all") if total.asked else "",
        ),
        Fact(name=_("Longest wait"), text=words.lasting(total.oldest_wait), detail=now, url=waiting),
        Fact(
            name=_("All waiting together"),
            text=_("%(count)s hours") % {"count": words.number(total.waiting_total / _HOUR, language)},
            detail=_("also from before this period"),
            url=waiting,
        ),
        Fact(
            name=_("Holding replies"),
            text=words.number(total.held, language),
            detail=_("sent, and no answer yet by themselves"),
            url=list_url(question, "holding") if total.held else "",
        ),
    ]


def _weeks_chart(figures: Figures, language: str) -> SafeString:
    data = [
        Column(
            label=words.day(week.monday, language),
            answered=week.measures.answered,
            unanswered=week.measures.unanswered,
            title=_("Week of %(day)s: %(asked)s need an answer, %(unanswered)s have none")
            % {
                "day": words.day(week.monday, language, year=True),
                "asked": week.measures.asked,
                "unanswered": week.measures.unanswered,
            },
        )
        for week in figures.weeks
    ]
    label = _("By week: %(asked)s messages that need an answer, %(unanswered)s of them without one") % {
        "asked": figures.total.asked,
        "unanswered": figures.total.unanswered,
    }
    return _svg(charts.columns(data, label=label))


def _curve_chart(figures: Figures, language: str) -> SafeString:
    ticks = (
        (_HOUR, _("1 hour")), (4 * _HOUR, _("4 hours")), (DAY, _("1 day")), (3 * DAY, _("3 days")), (7 * DAY, _("1 week")),
        (30 * DAY, _("30 days")),
    )  # fmt: skip
    share = words.percent(figures.total.answered_within_day, language)
    drawn = charts.answered_curve(
        figures.curve,
        ticks=[Tick(seconds=seconds, text=text) for seconds, text in ticks],
        mark=Mark(seconds=DAY, share=study.ANSWERED_WITHIN_DAY, text="2006"),
        label=_("Share answered after a time: %(share)s within a day, half after %(time)s")
        % {"share": share, "time": words.lasting(figures.total.median)},
    )
    return _svg(drawn)


def _weeks_table(figures: Figures, question: Question) -> Table:
    language = question.user.language
    lines = [
        Line(name=words.day(week.monday, language, year=True), cells=cells(week.measures, language))
        for week in figures.weeks
    ]
    return Table(key="weeks", title=_("By week"), head=head(), lines=lines, csv_url=_csv(question, "weeks"))


def _table(key: str, title: str, groups: Sequence[Group], question: Question, name: str) -> Table:
    lines = [
        Line(
            name=group.name,
            cells=cells(
                group.measures,
                question.user.language,
                urls=[list_url(question, figure, **{name: str(group.id)}) for figure in _LISTS],
            ),
        )
        for group in groups
    ]
    return Table(key=key, title=title, head=head(), lines=lines, csv_url=_csv(question, key))


def _csv(question: Question, table: str) -> str:
    return _url("report", question, format="csv", table=table)


def _svg(text: str) -> SafeString:
    return mark_safe(text)  # noqa: S308  charts escape every word they are given
