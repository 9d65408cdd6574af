"""Every write of the room of privacy."""

from regard.privacy.operations.erasing import ErasureRefusedError, erase, finish
from regard.privacy.operations.looking import note_looked

__all__ = ["ErasureRefusedError", "erase", "finish", "note_looked"]
