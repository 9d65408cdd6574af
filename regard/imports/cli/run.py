"""`regard import FILE`: what the page does, at a terminal and for files of any size."""

import gc
import sys
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from pathlib import Path
from typing import Any

from django.db import OperationalError

from regard.customers.rules.incoming import Doubles
from regard.imports import operations
from regard.imports.models import ImportRun, RememberedMapping
from regard.imports.operations.checking import foreseen
from regard.imports.queries.files import look_at
from regard.imports.queries.records import habits_of, own_fields, read
from regard.imports.queries.runs import earlier_runs_of, sentence_of_earlier
from regard.imports.rules import targets
from regard.imports.rules.layout import Layout, layout_of, signature
from regard.imports.rules.words import describe, time_left
from regard.kit import clock
from regard.kit.cli import FINDINGS, FINE, TRY_AGAIN, USAGE, Command, print_json, say
from regard.kit.tables import NoTableError
from regard.mail.models import Mailbox
from regard.mail.operations.store import StoreError
from regard.staff.models import User

State = ImportRun.State


class _UsageError(Exception):
    """What was asked cannot be done so; the message says why."""


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="people or companies as CSV in any usual encoding, XLSX, XLS, ODS or vCard, meetings as ICS, letters as mbox; of any size")  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help="tell what would come in; nothing is written or kept")
    parser.add_argument("--json", action="store_true", help="the result as one JSON object on standard output")
    parser.add_argument("--mapping", action="append", default=[], metavar="COLUMN=FIELD", help="what a column becomes (see `--mapping list`); COLUMN= leaves it out")  # fmt: skip
    parser.add_argument(
        "--doubles", choices=[rule.value for rule in Doubles], default="fill", help="what happens with a row about somebody who is here already"
    )  # fmt: skip
    parser.add_argument("--by", metavar="EMAIL", default="", help="the colleague who imports")
    parser.add_argument("--mailbox", metavar="ADDRESS", default="", help="whose history an mbox file is; needed when there are several")  # fmt: skip


def run(options: Namespace) -> int:
    """0 when every row came in wholly, 1 when some did not, 2 when nothing can be read, 75 when it rests and can go on."""
    if "list" in options.mapping:
        sys.stdout.writelines(f"{name or '(empty)':32}{words}\n" for _group, some in targets.targets(own_fields()) for name, words in some)  # fmt: skip
        return FINE
    try:
        return _dry_run(options) if options.dry_run else _import(options)
    except (NoTableError, targets.MappingRefusedError, operations.ImportRefusedError, _UsageError) as error:
        say(f"{options.file}: {error}")
        return USAGE
    except (StoreError, OperationalError) as error:
        say(f"{options.file}: {error}. What came in stays; the same command goes on where it stopped.")
        return TRY_AGAIN
    except OSError as error:
        say(f"{options.file}: {error.strerror or error}")
        return USAGE


def _dry_run(options: Namespace) -> int:
    layout = look_at(options.file)
    if layout.kind == "mbox":
        raise _UsageError("Letters have no dry run: `regard mail audit` tells what an archive holds.")
    known = RememberedMapping.objects.filter(signature=signature(layout.names)).first()
    mapping = _mapping(options, layout, known.mapping if known else {})
    _say_layout(layout, mapping)
    counts, done, begun = Counter[str](), 0, time.monotonic()
    rows = read(options.file, layout, mapping, habits=habits_of(layout))
    for size, some, troubled in foreseen(rows, doubles=Doubles(options.doubles), at=clock.now()):
        counts, done = counts + some, done + size
        for one in troubled:
            say(f"  row {one.number:,}: {' '.join(one.reasons)}")
    return _result(options, {"rows": done, **counts, "seconds": round(time.monotonic() - begun, 1)}, dry=True)


def _import(options: Namespace) -> int:
    by = _colleague(options.by)
    found = _run_to_go_on(options, by) or _new_run(options, by)
    begun, first = time.monotonic(), found.position
    _go_on(found)
    found.refresh_from_db()
    if found.state == State.PAUSED:
        say(found.trouble)
        return TRY_AGAIN
    seconds = time.monotonic() - begun
    told = {
        "run": str(found.id),
        "state": found.state,
        "rows": found.position,
        **found.counts,
        "seconds": round(seconds, 1),
    }
    told["rows_per_second"] = round((found.position - first) / seconds) if seconds else 0
    return _result(options, told, dry=False)


def _new_run(options: Namespace, by: User | None) -> ImportRun:
    mailbox = _mailbox(options.mailbox)
    now = clock.now()
    found = operations.start(path=options.file, filename=options.file.name, by=by, at=now, mailbox=mailbox)
    layout = layout_of(found.layout)
    if layout.kind == "mbox" and mailbox is None:
        operations.cancel(run=found, by=by, at=now)
        raise _UsageError(
            "Say with --mailbox whose history these letters are; there is more than one mailbox, or none."
        )
    for earlier in earlier_runs_of(found)[:1]:
        say(sentence_of_earlier(earlier))
    mapping = _mapping(options, layout, found.mapping)
    try:
        operations.map_columns(
            run=found, mapping=mapping, doubles=Doubles(options.doubles), by=by, at=now, in_line=False
        )
        _say_layout(layout, mapping)
        operations.check_quickly(run_id=found.id)
        found.refresh_from_db()
        operations.begin(run=found, by=by, at=now, in_line=False)
    except (targets.MappingRefusedError, operations.ImportRefusedError, NoTableError):
        operations.cancel(run=found, by=by, at=now)
        raise
    found.refresh_from_db()
    return found


def _run_to_go_on(options: Namespace, by: User | None) -> ImportRun | None:
    """The same file, whose import was interrupted: it goes on with the next row."""
    found = operations.interrupted_run_of(path=options.file)
    if found is None:
        return None
    say(f"This import was interrupted after {found.position:,} rows; it goes on there.")
    operations.resume(run=found, by=by, at=clock.now(), in_line=False)
    found.refresh_from_db()
    return found


def _go_on(found: ImportRun) -> None:
    """Work on the run until it ends, telling how far it is."""
    gc.freeze()  # the program itself need not be looked through again and again, nor rows that soon go
    gc.set_threshold(50_000, 20, 20)
    told = _Progress(found)
    operations.work(run_id=found.id, now=clock.now, is_time_over=told.look)
    told.end()


class _Progress:
    """One line that is written over each second at a terminal, a line every ten seconds elsewhere."""

    def __init__(self, found: ImportRun) -> None:
        self._run, self._first, self._begun = found, found.position, time.monotonic()
        self._is_terminal = sys.stderr.isatty()
        self._latest = self._begun

    def look(self) -> bool:
        """Called after each batch; time is never over."""
        if time.monotonic() - self._latest >= (1 if self._is_terminal else 10):
            self._latest = time.monotonic()
            self._tell()
        return False

    def end(self) -> None:
        """The last word."""
        self._tell()
        if self._is_terminal:
            sys.stderr.write("\n")

    def _tell(self) -> None:
        self._run.refresh_from_db(fields=["position", "total"])
        position, total = self._run.position, self._run.total or self._run.position
        left = time_left(done=position - self._first, left=total - position, seconds=time.monotonic() - self._begun)
        line = f"{position:,} of {total:,}{', ' if left else ''}{left}"
        sys.stderr.write(f"\r{line:60}" if self._is_terminal else f"{line}\n")


def _mapping(options: Namespace, layout: Layout, remembered: dict[str, str]) -> dict[str, str]:
    own = own_fields()
    is_kept = set(remembered) == set(layout.names) and layout.names
    mapping = dict(remembered) if is_kept else targets.propose(layout.columns, remembered=remembered, own=own)
    for given in options.mapping:
        column, equals, wanted = given.rpartition("=")
        if not equals or column not in layout.names:
            raise _UsageError(f"--mapping {given}: the file has no column “{column or given}”. It has: {', '.join(layout.names)}")  # fmt: skip
        mapping[column] = targets.target_named(wanted, own) if wanted.strip() else ""
    if layout.kind in {"table", "workbook"}:
        targets.check(mapping, names=layout.names, own=own)
    return mapping


def _say_layout(layout: Layout, mapping: dict[str, str]) -> None:
    own = own_fields()
    say("; ".join(describe(layout)))
    for column in layout.columns:
        target = mapping.get(column.name, "")
        say(f"  {column.name} becomes {targets.word_for(target, own)}" if target else f"  {column.name} is left out")


def _colleague(email: str) -> User | None:
    if not email:
        return None
    found = User.objects.filter(email__iexact=email, is_active=True).first()
    if found is None:
        raise _UsageError(f"No colleague signs in as {email}.")
    return found


def _mailbox(address: str) -> Mailbox | None:
    boxes = list(Mailbox.objects.filter(address=address.lower()) if address else Mailbox.objects.all()[:2])
    if address and not boxes:
        raise _UsageError(f"There is no mailbox {address}.")
    return boxes[0] if len(boxes) == 1 else None


def _result(options: Namespace, told: dict[str, Any], *, dry: bool) -> int:
    if options.json:
        print_json(told)
    else:
        facts = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in told.items())
        say(f"Would be: {facts}" if dry else facts)
    return FINDINGS if told.get("rows_unusable") or told.get("rows_partly") else FINE


COMMAND = Command(help="bring people, companies, meetings or letters in from a file", run=run, configure=configure)


def main(argv: list[str] | None = None) -> int:
    parser = ArgumentParser(prog="regard import", description=COMMAND.help)
    configure(parser)
    return run(parser.parse_args(argv))
