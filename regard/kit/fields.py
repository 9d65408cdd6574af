"""Model fields every room uses."""

import json
from typing import Any

from django.db import models
from django.db.models.functions import JSONObject

from regard.kit.ids import uuid7


class Id(models.UUIDField):  # type: ignore[type-arg]
    """The primary key of every table: a UUIDv7 made in Python before the row is stored."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("primary_key", True)
        kwargs.setdefault("default", uuid7)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]


def choices_check(field: str, values: list[str]) -> models.CheckConstraint:
    """A database constraint that keeps a text column to its closed list."""
    return models.CheckConstraint(condition=models.Q((f"{field}__in", values)), name=f"%(app_label)s_%(class)s_{field}")


class JSONList(models.Subquery):
    """The one column of a subquery, in its order, as a list; null when it finds nothing."""

    output_field = models.JSONField()

    def as_sql(self, compiler: Any, connection: Any, template: str | None = None, **extra: Any) -> tuple[str, Any]:
        """SQLite's words for it."""
        inner = "(SELECT CASE WHEN COUNT(*) > 0 THEN json_group_array(listed.{}) END FROM (%(subquery)s) listed)"
        return super().as_sql(compiler, connection, template or inner.format(self._column(connection)), **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        """PostgreSQL's."""
        inner = "(SELECT jsonb_agg(listed.{}) FROM (%(subquery)s) listed)"
        return super().as_sql(compiler, connection, inner.format(self._column(connection)), **extra)

    def _column(self, connection: Any) -> str:
        names: list[str] = [*self.query.values_select, *self.query.annotation_select]
        (name,) = names
        return str(connection.ops.quote_name(name))


def listed(rows: "models.QuerySet[Any]", **columns: str) -> JSONList:
    """Rows of a subquery as a list of objects with these columns, to be brought along by an annotation (see `read_list`)."""
    return JSONList(rows.annotate(as_json=JSONObject(**columns)).values("as_json"))


def read_list(row: models.Model, name: str) -> list[dict[str, Any]]:
    """What a row brought along under a name by `listed`; dates and times as the database writes them into JSON."""
    brought = getattr(row, name, None) or []
    return [json.loads(one) if isinstance(one, str) else one for one in brought]
