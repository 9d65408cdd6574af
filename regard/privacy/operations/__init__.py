"""Every write of the room of privacy."""

from regard.privacy.operations.looking import note_looked

__all__ = ["note_looked"]
