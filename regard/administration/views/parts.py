"""What every list, form and button of the settings shares."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from regard.administration.queries.parts import Action, Table
from regard.administration.views.frame import show
from regard.conversations.operations.receipt_texts import ReceiptTextRefusedError
from regard.conversations.operations.snippets import SnippetRefusedError
from regard.conversations.operations.tags import TagNameError
from regard.fields.operations import FieldRefusedError
from regard.money.rules import RatesRefusedError
from regard.opportunities.operations import PipelineRefusedError
from regard.promises.operations import CalendarRefusedError, PolicyRefusedError
from regard.routing.operations import HoldsConversationsError
from regard.staff.operations import AbsenceRefusedError, AlreadyExistsError, LastOwnerError, TeamRefusedError

#: Each carries a sentence for who asked; nothing was changed.
REFUSALS = (
    AbsenceRefusedError, AlreadyExistsError, CalendarRefusedError, FieldRefusedError, HoldsConversationsError, LastOwnerError, PipelineRefusedError,
    PolicyRefusedError,
    RatesRefusedError, ReceiptTextRefusedError, SnippetRefusedError, TagNameError, TeamRefusedError,
)  # fmt: skip
INVALID = 422

Typed = TypeVar("Typed", bound=forms.BaseForm)


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """A page with one form. `then` is where saving leads, `around` what else its template shows."""

    section: str
    title: str
    then: str
    button: str
    template: str = "form.html"
    retire: Action | None = None
    around: dict[str, Any] = field(default_factory=dict)


def show_list(request: HttpRequest, tables: Sequence[Table], *, section: str) -> HttpResponse:
    """A section's first page: its tables, with the button to add on top."""
    return show(request, "list.html", {"tables": tables, "add": tables[0]}, section=section)


def show_form(
    request: HttpRequest, form: Typed, page: FormPage, save: Callable[[Typed], str], *, also_valid: bool = True
) -> HttpResponse:
    """Show a form, or save what was typed and say so; a refusal stands above the fields, and what was typed is kept."""
    if request.method == "POST" and form.is_valid() and also_valid:
        try:
            said = save(form)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect(page.then)
    context = {"form": form, "page": page, **page.around}
    return show(request, page.template, context, section=page.section, status=INVALID if form.is_bound else 200)


def press(request: HttpRequest, act: Callable[[], str], *, then: str) -> HttpResponse:
    """Do what a button says, say that it is done or why not, and go on."""
    try:
        messages.success(request, act())
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    return redirect(then)
