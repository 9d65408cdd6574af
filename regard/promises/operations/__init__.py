"""Every write of the room of promises."""

from regard.promises.operations.answering import answer, close, declare_answer_needed, keep_promise, note_answer, reopen
from regard.promises.operations.clocks import start_clock, stop_clocks
from regard.promises.operations.escalating import sweep, take_over
from regard.promises.operations.planned import send_planned
from regard.promises.operations.settings import add_calendar, add_policy, open_team, set_team_hours
from regard.promises.operations.taking_back import take_back

__all__ = [
    "add_calendar",
    "add_policy",
    "answer",
    "close",
    "declare_answer_needed",
    "keep_promise",
    "note_answer",
    "open_team",
    "reopen",
    "send_planned",
    "set_team_hours",
    "start_clock",
    "stop_clocks",
    "sweep",
    "take_back",
    "take_over",
]
