"""Every column that can hold words is either erased or said to hold nothing of a customer's (docs/privacy.md)."""

import re
from collections import Counter
from pathlib import Path

from django.apps import apps
from django.db import models

_LINE = re.compile(r"^\| (\w+\.\w+) \| ([\w, ]+) \| .+ \|$", re.MULTILINE)
_WORDS = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.DateField)


def named() -> Counter[str]:
    """The columns the page names, as "room.Table.column", and how often."""
    page = (Path(__file__).parents[3] / "docs" / "privacy.md").read_text(encoding="utf-8")
    return Counter(f"{table}.{column}" for table, columns in _LINE.findall(page) for column in columns.split(", "))


def there_are() -> set[str]:
    ours = [model for model in apps.get_models() if model.__module__.startswith("regard.")]
    return {
        f"{model._meta.label}.{field.attname}"
        for model in ours
        for field in model._meta.concrete_fields
        if isinstance(field, _WORDS) and not isinstance(field, models.DateTimeField)
    }


def test_every_column_that_can_hold_words_has_a_line() -> None:
    assert sorted(there_are() - named().keys()) == []


def test_no_line_names_what_is_not_there_or_stands_twice() -> None:
    assert sorted(named().keys() - there_are()) == []
    assert [column for column, times in named().items() if times > 1] == []
