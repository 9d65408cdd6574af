"""Everything held on one person as one archive, written while it is read, so that it may be larger than memory."""

import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from regard.customers.models import Contact
from regard.events.operations import Subject, record
from regard.kit.holders import Item, holder_labels, holders
from regard.privacy.operations.looking import note_looked
from regard.privacy.queries.erasures import person_of
from regard.staff import queries as staff
from regard.staff.models import User
from regard.staff.rules import Right

_A_READ = 64 * 1024
_LONGEST_NAME = 120


def give_out(*, contact: Contact, by: User, at: datetime) -> Iterator[bytes]:
    """The archive (ZIP), piece by piece: `index.html` to read, JSON to compute with, letters as .eml, files as they are.

    Given to the person, not taken from others: conversations of colleagues of theirs are in it only as far as they wrote
    there. That it was made is written down before the first piece. Raises ForbiddenError.
    """
    staff.require(by, Right.KEEP_PRIVACY)
    with transaction.atomic():
        record(
            kind="contact.given_out", at=at, subject=Subject("contact", contact.id), by_id=by.id, contact_id=contact.id,
            account_id=contact.account_id,
        )  # fmt: skip
        note_looked(by=by, kind="contact", record_id=contact.id, page="archive", at=at)
    return _pieces(contact, at)


def _pieces(contact: Contact, at: datetime) -> Iterator[bytes]:
    sink = _Sink()
    person = person_of(contact)
    shown: list[tuple[str, list[tuple[str, Any]]]] = []
    names: Counter[str] = Counter()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for holder in holders:
            told: list[tuple[str, Any]] = []
            for item in holders.get(holder).export(person):
                path = _unique(_safe(item.path), names)
                _write(archive, path, item, at)
                told.append((path, json.loads(_json(item.content)) if _is_values(item.content) else None))
                yield from sink.taken()
            if told:
                shown.append((str(holder_labels[holder]), told))
        page = render_to_string("privacy/archive.html", {"contact": contact, "at": at, "rooms": _readable(shown)})
        _write(archive, "index.html", Item("index.html", page.encode()), at)
        yield from sink.taken()
    yield from sink.taken()


def _readable(shown: list[tuple[str, list[tuple[str, Any]]]]) -> list[dict[str, Any]]:
    """Rows of words for the page: values of one record as a list of pairs, of several as a table."""
    return [
        {"label": label, "files": [{"path": path, "tables": list(_tables(values))} for path, values in told]}
        for label, told in shown
    ]


def _tables(values: Any) -> Iterator[list[list[tuple[str, str]]]]:
    if isinstance(values, dict):
        nested = values.get("messages")
        yield [
            [
                (key, _word(value))
                for key, value in values.items()
                if key != "messages" and value not in ("", None, {}, [])
            ]
        ]
        values = nested or []
    if isinstance(values, list) and values:
        rows = [one if isinstance(one, dict) else {_("value"): one} for one in values]
        yield [[(key, _word(value)) for key, value in row.items() if value not in ("", None, {}, [])] for row in rows]


def _word(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _is_values(content: object) -> bool:
    return not isinstance(content, bytes) and not callable(content)


def _json(values: object) -> str:
    return json.dumps(values, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder)


def _write(archive: zipfile.ZipFile, path: str, item: Item, at: datetime) -> None:
    try:
        content = item.content() if callable(item.content) else item.content
    except FileNotFoundError:
        content = _("Its bytes are missing from the disk; the rest of the archive is whole.").encode()
    info = zipfile.ZipInfo(path, date_time=(at.year, at.month, at.day, at.hour, at.minute, at.second))
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, content if isinstance(content, bytes) else _json(content))


def _safe(path: str) -> str:
    """A path below the archive's root, whatever a file of a customer is called."""
    parts = [part.replace("\\", "_").replace(":", "_").replace("\0", "_") for part in PurePosixPath(path).parts]
    kept = [part[-_LONGEST_NAME:] for part in parts if part not in {"/", "..", "."}]
    return "/".join([*kept[:1], "_".join(kept[1:])]) if len(kept) > 1 else (kept or ["file"])[0]


def _unique(path: str, names: Counter[str]) -> str:
    names[path] += 1
    return (
        path
        if names[path] == 1
        else f"{names[path]}-{path}"
        if "/" not in path
        else path.replace("/", f"/{names[path]}-", 1)
    )


class _Sink(io.RawIOBase):
    """Takes what the archive writes until it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []

    def write(self, content: Any) -> int:
        self._parts.append(bytes(content))
        return len(content)

    def writable(self) -> bool:
        return True

    def taken(self) -> Iterator[bytes]:
        """What came since; large pieces in parts."""
        content, self._parts = b"".join(self._parts), []
        for start in range(0, len(content), _A_READ):
            yield content[start : start + _A_READ]
