"""How customers were answered: the figures of a period, whole and by channel, team and week."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from regard.channels.models import Channel
from regard.report.queries.rows import Question, rows
from regard.report.rules.period import Period
from regard.report.rules.tally import Measures, Rows, grouped, measure
from regard.report.rules.waits import Curve
from regard.staff import queries as staff
from regard.staff.models import Team, User


@dataclass(frozen=True, kw_only=True)
class Group:
    """The figures of one channel or team."""

    id: UUID
    name: str
    measures: Measures


@dataclass(frozen=True, kw_only=True)
class Week:
    """The figures of the messages of one week; `monday` may lie before the period."""

    monday: date
    measures: Measures


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The figures of a period as they stood `at` a moment."""

    period: Period
    at: datetime
    total: Measures
    curve: Curve
    channels: tuple[Group, ...]
    teams: tuple[Group, ...]
    weeks: tuple[Week, ...]


@dataclass(frozen=True, kw_only=True)
class Names:
    """What a reader may choose from: channels (by their address) and teams."""

    channels: Mapping[UUID, str]
    teams: Mapping[UUID, str]


def figures(
    *, user: User, period: Period, at: datetime, channel: UUID | None = None, team: UUID | None = None
) -> Figures:
    """The figures over the conversations `user` may see. Six statements, however long the period."""
    return figures_of(Question(user=user, period=period, at=at, channel=channel, team=team), names_for(user))


def figures_of(question: Question, names: Names) -> Figures:
    """The same, with the names already read."""
    found = rows(question)
    total, drawn = measure(found)
    by_week = grouped(found, by="week")
    nothing = measure(Rows())[0]
    return Figures(
        period=question.period,
        at=question.at,
        total=total,
        curve=drawn,
        channels=_groups(grouped(found, by="channel"), names.channels),
        teams=_groups(grouped(found, by="team"), names.teams),
        weeks=tuple(
            Week(monday=monday, measures=by_week.get(number, nothing))
            for number, monday in enumerate(question.period.mondays)
        ),
    )


def names_for(user: User) -> Names:
    """Channels and teams by name; a mailbox that is for another team only does not exist for others."""
    channels = Channel.objects.filter(Q(is_team_only=False) | Q(team__in=staff.teams_of(user))).select_related(
        "mailbox"
    )
    return Names(
        channels={one.id: one.mailbox.address if one.mailbox else one.name for one in channels.order_by("name", "id")},
        teams=dict(Team.objects.order_by("name").values_list("id", "name")),
    )


def _groups(measures: Mapping[str | int, Measures], names: Mapping[UUID, str]) -> tuple[Group, ...]:
    """Every group that has something to count, the most asked first."""
    groups = (
        Group(id=UUID(str(key)), name=names.get(UUID(str(key)), _("no longer there")), measures=found)
        for key, found in measures.items()
    )
    return tuple(sorted(groups, key=lambda one: (-one.measures.asked, one.name)))
