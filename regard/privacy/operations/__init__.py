"""Every write of the room of privacy."""

from regard.privacy.operations.consents import (
    ConsentRefusedError,
    Said,
    add_purpose,
    note_consent,
    retire_purpose,
)
from regard.privacy.operations.erasing import ErasureRefusedError, erase, finish
from regard.privacy.operations.giving_out import give_out
from regard.privacy.operations.holding import HoldRefusedError, lift_hold, place_hold
from regard.privacy.operations.looking import note_looked
from regard.privacy.operations.retention import PeriodRefusedError, run_retention, set_period

__all__ = [
    "ConsentRefusedError",
    "ErasureRefusedError",
    "HoldRefusedError",
    "PeriodRefusedError",
    "Said",
    "add_purpose",
    "erase",
    "finish",
    "give_out",
    "lift_hold",
    "note_consent",
    "note_looked",
    "place_hold",
    "retire_purpose",
    "run_retention",
    "set_period",
]
