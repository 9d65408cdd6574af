"""Every write of mail in by IMAP, on the server and off it: there, nothing is ever written."""

from regard.mail.imap.operations.connecting import CannotCompareError, check, connect, try_access
from regard.mail.imap.operations.folders import (
    advance,
    begin_comparison,
    begin_history,
    forget,
    keep_folders,
    note_comparison,
    note_failure,
    note_history,
    note_idle,
    start_over,
    store,
)
from regard.mail.imap.operations.holds import Hold, LeaseLostError, keep_hold, let_go, take_hold

__all__ = [
    "CannotCompareError",
    "Hold",
    "LeaseLostError",
    "advance",
    "begin_comparison",
    "begin_history",
    "check",
    "connect",
    "forget",
    "keep_folders",
    "keep_hold",
    "let_go",
    "note_comparison",
    "note_failure",
    "note_history",
    "note_idle",
    "start_over",
    "store",
    "take_hold",
    "try_access",
]
