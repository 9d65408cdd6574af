"""Every write of the room of promises."""

from regard.promises.operations.answering import answer, close, declare_answer_needed, keep_promise, note_answer, reopen
from regard.promises.operations.calendars import (
    CalendarRefusedError,
    CalendarTerms,
    change_calendar,
    open_calendar,
    retire_calendar,
)
from regard.promises.operations.clocks import start_clock, stop_clocks
from regard.promises.operations.escalating import sweep, take_over
from regard.promises.operations.planned import send_planned
from regard.promises.operations.policies import (
    PolicyRefusedError,
    PolicyTerms,
    change_policy,
    move_policy,
    open_policy,
    retire_policy,
)
from regard.promises.operations.proposing import accept_proposal, decline_proposal, propose
from regard.promises.operations.settings import add_calendar, add_policy, open_team, set_team_hours
from regard.promises.operations.taking_back import take_back

__all__ = [
    "CalendarRefusedError",
    "CalendarTerms",
    "PolicyRefusedError",
    "PolicyTerms",
    "accept_proposal",
    "add_calendar",
    "add_policy",
    "answer",
    "change_calendar",
    "change_policy",
    "close",
    "declare_answer_needed",
    "decline_proposal",
    "keep_promise",
    "move_policy",
    "note_answer",
    "open_calendar",
    "open_policy",
    "open_team",
    "propose",
    "reopen",
    "retire_calendar",
    "retire_policy",
    "send_planned",
    "set_team_hours",
    "start_clock",
    "stop_clocks",
    "sweep",
    "take_back",
    "take_over",
]
