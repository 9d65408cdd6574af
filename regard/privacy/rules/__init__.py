"""Decisions of the room of privacy, without database or clock."""
