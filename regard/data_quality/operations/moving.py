"""Pointing everything at another record, and back: by the relations and unique constraints that the tables themselves know.

A row that would stand there twice (the same tag, the same number, the same follower) cannot move. It is set aside whole, and
what pointed at it points at its twin; taking apart writes it again under its id.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import CASCADE, ForeignKey, Model, Q, UniqueConstraint

from regard.kit.rows import columns, in_parts, write_back

_AT_ONCE = 500


@dataclass
class Moves:
    """What was done. `moved` has ids by relation; `aside` rows that were taken out, with what pointed at them and their twin."""

    moved: dict[str, list[str]] = field(default_factory=dict)
    aside: list[dict[str, Any]] = field(default_factory=list)

    def set_aside(self, row: Model, twin: Model | None) -> None:
        """Take a row out, keeping it whole."""
        inner = _repoint(row, twin, self) if twin else {}
        self.aside.append(
            {"table": _meta(row).label, "row": columns(row), "twin": str(twin.pk) if twin else "", "moved": inner}
        )
        row.delete()


def move(gone: Model, kept: Model) -> Moves:
    """Point at `kept` what pointed at `gone`. Of a relation to itself `kept` is left alone."""
    moves = Moves()
    moves.moved = _repoint(gone, kept, moves)
    return moves


def move_back(
    *, table: type[Model], kept: Any, gone: Any, moved: dict[str, list[str]], aside: Sequence[dict[str, Any]]
) -> None:
    """Undo it: what was moved and not moved on since, and what was set aside, unless what it belongs to is gone."""
    _point_back(table, kept, gone, moved)
    for one in reversed(aside):
        _restore(one)


def _repoint(gone: Model, kept: Model, moves: Moves) -> dict[str, list[str]]:
    moved: dict[str, list[str]] = {}
    for name, column in _relations(type(gone)):
        rows = column.model._base_manager.filter(**{column.name: gone})  # noqa: SLF001  Django's own way
        if column.model is type(kept):
            rows = rows.exclude(pk=kept.pk)
        for row, twin in _clashing(rows, column, kept):
            moves.set_aside(row, twin)
        if ids := [str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)]:
            moved[name] = ids
            rows.update(**{column.name: kept})
    return moved


def _clashing(rows: Any, column: Any, kept: Model) -> Iterator[tuple[Model, Model]]:
    """Rows that would stand there twice if they pointed at `kept`, each with the one that is there already."""
    rules = [rule for rule in _unique(column.model) if column.name in rule.fields]
    for rule in rules:
        for row in rows.order_by("pk"):
            twin = _twin(row, rule, {column.name: kept.pk})
            if twin is not None:
                yield row, twin


def _twin(row: Model, rule: "_Unique", changes: dict[str, Any]) -> Model | None:
    """The row that has the same in the fields of a rule, if this one had these values. Nothing is the same as nothing."""
    wanted = {name: changes.get(name, getattr(row, _meta(row).get_field(name).attname)) for name in rule.fields}
    if None in wanted.values():
        return None
    others = type(row)._base_manager.exclude(pk=row.pk).filter(**wanted)  # noqa: SLF001
    if rule.condition is not None:
        if not type(row)._base_manager.filter(rule.condition, pk=row.pk).exists():  # noqa: SLF001
            return None
        others = others.filter(rule.condition)
    return others.first()


@dataclass(frozen=True)
class _Unique:
    fields: Collection[str]
    condition: Q | None


def _unique(table: type[Model]) -> list[_Unique]:
    meta = _meta(table)
    found = [_Unique((one.name,), None) for one in meta.local_fields if one.unique and not one.primary_key]
    found += [_Unique(tuple(names), None) for names in meta.unique_together]
    constraints = [one for one in meta.constraints if isinstance(one, UniqueConstraint) and one.fields]
    return [*found, *(_Unique(one.fields, one.condition) for one in constraints)]


def _relations(table: type[Model]) -> list[tuple[str, Any]]:
    """Every column of every table that points at records of this kind, by name."""
    found = []
    for relation in _meta(table).get_fields(include_hidden=True):
        column = getattr(relation, "field", None)
        if relation.auto_created and isinstance(column, ForeignKey):
            found.append((f"{_meta(column.model).label}.{column.name}", column))
    return sorted(found, key=lambda pair: pair[0])


def _point_back(table: type[Model], kept: Any, gone: Any, moved: dict[str, list[str]]) -> None:
    for name, column in _relations(table):
        pointing = column.model._base_manager.filter(**{column.attname: kept})  # noqa: SLF001
        for some in in_parts(moved.get(name, []), _AT_ONCE):
            back = pointing.filter(pk__in=some)
            for row, _twin_there in list(_clashing(back, column, table(pk=gone))):
                back = back.exclude(pk=row.pk)
            back.update(**{column.attname: gone})


def _restore(one: dict[str, Any]) -> None:
    table: type[Model] = apps.get_model(one["table"])
    kept = dict(one["row"])
    if not _still_there(table, kept):
        return
    key = _meta(table).pk.attname
    row = table(**{key: kept[key]})
    for name, value in kept.items():
        column: Any = next(field for field in _meta(table).concrete_fields if field.attname == name)
        setattr(row, name, value if column.get_internal_type() == "JSONField" else column.to_python(value))
    if any(_twin(row, rule, {}) for rule in _unique(table)):
        return
    row.save(force_insert=True)
    write_back(row, {name: value for name, value in kept.items() if name != key})
    if one["twin"]:
        _point_back(table, one["twin"], row.pk, one["moved"])


def _still_there(table: type[Model], kept: dict[str, Any]) -> bool:
    """Whether all that the row belonged to is; a column that may be empty is emptied where it is not."""
    for column in _meta(table).concrete_fields:
        value = kept.get(column.attname)
        if not isinstance(column, ForeignKey) or value is None:
            continue
        if column.related_model._base_manager.filter(pk=value).exists():  # noqa: SLF001
            continue
        if column.remote_field.on_delete is CASCADE or not column.null:
            return False
        kept[column.attname] = None
    return True


def _meta(table: Any) -> Any:
    return table._meta  # noqa: SLF001  Django's own way to ask
