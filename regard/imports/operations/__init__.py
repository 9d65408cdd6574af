"""Every write of the room of imports."""

from regard.imports.operations.checking import check, check_quickly
from regard.imports.operations.moving import StoppedError
from regard.imports.operations.runs import (
    ImportRefusedError,
    assume,
    back_to_columns,
    begin,
    cancel,
    interrupted_run_of,
    keep_choices,
    map_columns,
    resume,
    start,
)
from regard.imports.operations.undoing import can_be_undone, undo, undo_some
from regard.imports.operations.working import work

__all__ = [
    "ImportRefusedError",
    "StoppedError",
    "assume",
    "back_to_columns",
    "begin",
    "can_be_undone",
    "cancel",
    "check",
    "check_quickly",
    "interrupted_run_of",
    "keep_choices",
    "map_columns",
    "resume",
    "start",
    "undo",
    "undo_some",
    "work",
]
