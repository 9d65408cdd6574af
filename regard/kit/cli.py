"""What a command of the `regard` program is: a name, its arguments, and a function that returns the exit code.

Exit codes: 0 fine, 1 findings or a refusal, 2 usage, 75 try again later (EX_TEMPFAIL of sysexits.h).
Results go to standard output, one compact JSON object a line where `--json` or a file command asks for it; everything
else goes to standard error.
"""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from uuid import UUID

FINE, FINDINGS, USAGE, TRY_AGAIN = 0, 1, 2, 75


@dataclass(frozen=True, kw_only=True)
class Command:
    """`configure` adds the arguments, `run` does the work and returns the exit code."""

    help: str
    run: Callable[[Namespace], int]
    configure: Callable[[ArgumentParser], None] = lambda _parser: None


def print_json(value: object) -> None:
    """Print one value as a compact JSON line on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain) + "\n")


def say(text: str) -> None:
    """Tell the person at the terminal something; never mixed into results."""
    sys.stderr.write(text + "\n")


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal | Path):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    msg = f"{type(value).__name__} has no JSON form"
    raise TypeError(msg)
