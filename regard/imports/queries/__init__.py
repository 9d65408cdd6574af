"""Reading files of others."""

from regard.imports.queries.people import NoTableError, Reading, Record, is_calendar, read_people

__all__ = ["NoTableError", "Reading", "Record", "is_calendar", "read_people"]
