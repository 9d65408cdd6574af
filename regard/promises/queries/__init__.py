"""Every read of the room of promises."""

from regard.promises.queries.calendars import NO_CALENDAR, calendar_of_team, working_calendar
from regard.promises.queries.clocks import clocks_due, history, predicted, recompute, running, running_answer_clock
from regard.promises.queries.ledger import Told, open_promises, open_proposals, promised_and_proposed
from regard.promises.queries.outcomes import Outcomes, outcomes, with_record
from regard.promises.queries.policies import (
    Expected,
    expected_answer,
    fits_everything,
    policies_in_force,
    policy_for,
    with_policies,
)
from regard.promises.queries.presence import presence

__all__ = [
    "NO_CALENDAR",
    "Expected",
    "Outcomes",
    "Told",
    "calendar_of_team",
    "clocks_due",
    "expected_answer",
    "fits_everything",
    "history",
    "open_promises",
    "open_proposals",
    "outcomes",
    "policies_in_force",
    "policy_for",
    "predicted",
    "presence",
    "promised_and_proposed",
    "recompute",
    "running",
    "running_answer_clock",
    "with_policies",
    "with_record",
    "working_calendar",
]
