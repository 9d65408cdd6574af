"""A row's columns as JSON and back, for what can be undone exactly."""

import json
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import JSONField, Model

Item = TypeVar("Item")


def in_parts(items: Iterable[Item], size: int) -> Iterator[tuple[Item, ...]]:
    """Some at a time, for what must be neither held nor written all at once."""
    rest = iter(items)
    while part := tuple(islice(rest, size)):
        yield part


def columns(row: Model, *, only: Collection[str] = ()) -> dict[str, Any]:
    """What stands in a row, by the name of the column; all of it, or `only` some."""
    wanted = {field.attname: field.value_from_object(row) for field in row._meta.concrete_fields}  # noqa: SLF001  Django's own way
    picked = {name: value for name, value in wanted.items() if not only or name in only}
    found: dict[str, Any] = json.loads(json.dumps(picked, cls=_Exact))
    return found


def write_back(row: Model, kept: dict[str, Any]) -> None:
    """Put columns back as they stood; those that were not kept stay as they are."""
    for field in row._meta.concrete_fields:  # noqa: SLF001  Django's own way
        if field.attname in kept:
            value = kept[field.attname]
            setattr(row, field.attname, value if isinstance(field, JSONField) else field.to_python(value))
    row.save(update_fields=[name for name in kept if name != "id"])


class _Exact(DjangoJSONEncoder):
    """Times with their microseconds, which the encoder of Django cuts."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)
