"""Model fields every room uses."""

from django.db import models

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
