"""Everything that changes meetings and calls."""

from regard.meetings.operations.calls import Call, CallRefusedError, note_call
from regard.meetings.operations.invitations import file_invitations

__all__ = ["Call", "CallRefusedError", "file_invitations", "note_call"]
