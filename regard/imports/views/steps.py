"""The buttons of an import: each does one thing and leads back to its page."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from regard.customers.rules.countries import read_country
from regard.customers.rules.incoming import Doubles
from regard.imports import operations
from regard.imports.models import ImportRun
from regard.imports.queries.records import own_fields
from regard.imports.rules.layout import DELIMITERS, ENCODINGS, layout_of
from regard.imports.rules.targets import MappingRefusedError, target_named
from regard.imports.views.parts import importer_of, run_of, show
from regard.kit import clock
from regard.kit.pages import View, staff_page
from regard.kit.tables import NoTableError
from regard.staff.models import User

Act = Callable[Concatenate[HttpRequest, ImportRun, User, ...], None]


def _button(act: Act) -> View:
    """What a button does; a refusal is said on the page, with what was typed kept."""

    @staff_page
    @require_POST
    @wraps(act)
    def pressed(request: HttpRequest, run_id: UUID) -> HttpResponse:
        user, run = importer_of(request), run_of(run_id)
        try:
            act(request, run, user)
        except (operations.ImportRefusedError, MappingRefusedError, NoTableError, ValueError) as error:
            return show(request, run, error=str(error), status=422)
        return redirect("import", run_id)

    return pressed


@_button
def columns(request: HttpRequest, run: ImportRun, user: User) -> None:
    """Keep what was chosen for columns and doubles; read the file again under other assumptions, or have it checked."""
    run.mapping = {**run.mapping, **_typed_mapping(request, run)}
    run.doubles = Doubles(request.POST.get("doubles", run.doubles)).value
    if "again" in request.POST:
        operations.keep_choices(run=run, mapping=run.mapping, doubles=Doubles(run.doubles), by=user)
        operations.assume(run=run, said=_assumptions(request), by=user)
        return
    operations.map_columns(run=run, mapping=run.mapping, doubles=Doubles(run.doubles), by=user, at=clock.now())


@_button
def back(_request: HttpRequest, run: ImportRun, user: User) -> None:
    """Choose the columns again."""
    operations.back_to_columns(run=run, by=user)


@_button
def begin(_request: HttpRequest, run: ImportRun, user: User) -> None:
    """Bring the rows in."""
    operations.begin(run=run, by=user, at=clock.now())


@_button
def cancel(_request: HttpRequest, run: ImportRun, user: User) -> None:
    """Bring in no more."""
    operations.cancel(run=run, by=user, at=clock.now())


@_button
def resume(_request: HttpRequest, run: ImportRun, user: User) -> None:
    """Go on where it stopped."""
    operations.resume(run=run, by=user, at=clock.now())


@_button
def undo(_request: HttpRequest, run: ImportRun, user: User) -> None:
    """Take everything back that came in."""
    operations.undo(run=run, by=user, at=clock.now())


def _typed_mapping(request: HttpRequest, run: ImportRun) -> dict[str, str]:
    """What was chosen for each column; those beyond the first are written in words. Raises MappingRefusedError."""
    own, typed = own_fields(), dict[str, str]()
    for index, column in enumerate(layout_of(run.layout).columns):
        if (chosen := request.POST.get(f"column-{index}")) is not None:
            typed[column.name] = chosen
        elif (words := request.POST.get(f"words-{index}")) is not None:
            typed[column.name] = target_named(words, own) if words.strip() else ""
    return typed


def _assumptions(request: HttpRequest) -> dict[str, str]:
    """What was assumed otherwise, of what can be. Raises ValueError for a country nobody knows."""
    wanted = {name: request.POST.get(name, "") for name in ("encoding", "delimiter", "decimal", "order", "country")}
    said = {
        "decimal": wanted["decimal"] if wanted["decimal"] in {",", "."} else "",
        "order": wanted["order"] if wanted["order"] in {"dmy", "mdy"} else "",
        "country": read_country(wanted["country"]) if wanted["country"].strip() else "",
    }
    if wanted["encoding"] in ENCODINGS:
        said["encoding"] = wanted["encoding"]
    if wanted["delimiter"] in DELIMITERS:
        said["delimiter"] = wanted["delimiter"]
    return said
