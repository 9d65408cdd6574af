"""The escalation ladder of a running clock, step by step."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from regard.desk.queries.faces import Reader
from regard.promises.models import Clock
from regard.promises.queries import working_calendar
from regard.promises.queries.clocks import pauses_of
from regard.promises.rules.ladder import Audience, rung_times


@dataclass(frozen=True, kw_only=True)
class Step:
    """A rung: `state` is done, now (the one reached last) or next."""

    label: str
    time_text: str
    state: str


def steps_of(clock: Clock | None, reader: Reader) -> list[Step]:
    """Who is told when; nothing for a clock that stopped."""
    if clock is None or clock.stopped_at:
        return []
    labels = {
        Audience.OWNER: _("the person who has it is reminded"),
        Audience.TEAM: _("the team is told"),
        Audience.LEAD: _("the lead is told"),
        Audience.MANAGING_DIRECTOR: _("the managing director is told"),
    }
    times = rung_times(
        working_calendar(clock.policy.calendar), clock.started_at, timedelta(minutes=clock.minutes), pauses_of(clock)
    )
    return [
        Step(
            label=f"{step.rung.percent}%: {labels[step.rung.audience]}",
            time_text=reader.time(step.at) if step.at else "",
            state="now" if step.rung.percent == clock.rung else "done" if step.rung.percent < clock.rung else "next",
        )
        for step in times
    ]
