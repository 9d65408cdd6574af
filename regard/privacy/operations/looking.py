"""Noting who looked at a customer's data."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from regard.kit.ids import uuid7
from regard.privacy.models import Looked
from regard.staff.models import User

_COLUMNS = tuple(Looked._meta.concrete_fields)  # noqa: SLF001  Django's own way
_NOTE = (
    f"INSERT INTO {Looked._meta.db_table} ({', '.join(str(column.column) for column in _COLUMNS)})"  # noqa: S608, SLF001  names of our own
    f" VALUES ({', '.join(['%s'] * len(_COLUMNS))}) ON CONFLICT DO NOTHING"
)


def note_looked(*, by: User, kind: str, record_id: UUID, page: str, at: datetime) -> None:
    """Note that a person has a record on screen, or took it along in a file. One statement; within the hour, once.

    `kind` names the record as events do ("contact", "account", "conversation"), `page` the page in a word or two.
    """
    hour = at.replace(minute=0, second=0, microsecond=0)
    row = Looked(id=uuid7(), user=by, kind=kind, record_id=record_id, page=page[:80], hour=hour, at=at)
    values = [column.get_db_prep_save(getattr(row, column.attname), connection) for column in _COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, values)
