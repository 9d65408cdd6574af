"""Settings > Pipelines."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regard.administration.forms.pipelines import PipelineForm, rearranged
from regard.administration.queries.parts import Action
from regard.administration.queries.pipelines import on_earlier_versions, pipeline_tables, standing_on
from regard.administration.views.frame import administrator_of
from regard.administration.views.parts import FormPage, press, show_form, show_list
from regard.kit import clock
from regard.kit.pages import staff_page
from regard.opportunities import operations as sales
from regard.opportunities.models import Pipeline
from regard.opportunities.operations.pipelines import terms_of, usual_gates
from regard.opportunities.rules.gates import GateTerms

PIPELINES = "pipelines"


@staff_page
@require_GET
def pipeline_list(request: HttpRequest) -> HttpResponse:
    """How customers buy, and how many are on the way."""
    administrator_of(request, section=PIPELINES)
    return show_list(request, pipeline_tables(), section=PIPELINES)


@staff_page
@require_http_methods(["GET", "POST"])
def new_pipeline(request: HttpRequest) -> HttpResponse:
    """Add a pipeline; the form begins with the usual gates."""
    user = administrator_of(request, section=PIPELINES)
    page = FormPage(
        section=PIPELINES, title=_("A new pipeline"), then=reverse("settings-pipelines"), button=_("Add it"),
        template="pipeline.html",
    )  # fmt: skip

    def save(form: PipelineForm) -> str:
        row = sales.open_pipeline(name=form.cleaned_data["name"], gates=form.terms(), by=user, at=clock.now())
        return _("Opportunities can begin in “%(name)s” now.") % {"name": row.name}

    return show_form(request, _form(request, "", usual_gates()), page, save)


@staff_page
@require_http_methods(["GET", "POST"])
def pipeline(request: HttpRequest, pipeline_id: UUID) -> HttpResponse:
    """Give a pipeline another name or other gates; what is open keeps its version."""
    user, row = administrator_of(request, section=PIPELINES), get_object_or_404(Pipeline, id=pipeline_id)
    page = FormPage(
        section=PIPELINES, title=row.name, then=reverse("settings-pipelines"), button=_("Save"), template="pipeline.html",
        retire=None if row.retired_at else Action(label=_("Retire it"), url=reverse("settings-pipeline-retire", args=[row.id])),
        around={"pipeline": row, "standing": standing_on(row)},
    )  # fmt: skip

    def save(form: PipelineForm) -> str:
        ladder = sales.change_pipeline(
            pipeline=row, name=form.cleaned_data["name"], gates=form.terms(), by=user, at=clock.now()
        )
        words = {"number": ladder.number, "count": on_earlier_versions(row, ladder)}
        return _("Saved as version %(number)s.") % words + (
            " " + ngettext("%(count)s that is open keeps the gates it began with.", "%(count)s that are open keep the gates they began with.", words["count"]) % words
            if words["count"] else ""
        )  # fmt: skip

    return show_form(request, _form(request, row.name, terms_of(row.ladders.latest("number"))), page, save)


@staff_page
@require_POST
def usual(request: HttpRequest, pipeline_id: UUID) -> HttpResponse:
    """Have opportunities begin in it unless another is chosen."""
    said = _("Opportunities begin in “%(name)s” unless another pipeline is chosen.")
    return _press(request, pipeline_id, sales.make_default, said)


@staff_page
@require_POST
def retire(request: HttpRequest, pipeline_id: UUID) -> HttpResponse:
    """Have nothing new begin in it."""
    return _press(
        request, pipeline_id, sales.retire_pipeline, _("Nothing new begins in “%(name)s”; what is open goes on.")
    )


@staff_page
@require_POST
def revive(request: HttpRequest, pipeline_id: UUID) -> HttpResponse:
    """Use a retired one again."""
    return _press(request, pipeline_id, sales.revive_pipeline, _("Opportunities can begin in “%(name)s” again."))


@staff_page
@require_POST
def delete(request: HttpRequest, pipeline_id: UUID) -> HttpResponse:
    """Take away one that nothing ever stood on."""
    return _press(request, pipeline_id, sales.delete_pipeline, _("“%(name)s” is gone."))


def _form(request: HttpRequest, name: str, gates: "list[GateTerms] | tuple[GateTerms, ...]") -> PipelineForm:
    """As it stands, as it was typed, or as it was typed and then rearranged by a button of a gate."""
    if request.method != "POST":
        return PipelineForm.of(name, gates)
    pressed = request.POST.get("do", "")
    return rearranged(request.POST, pressed) if pressed else PipelineForm(request.POST)


def _press(request: HttpRequest, pipeline_id: UUID, act: Callable[..., None], said: str) -> HttpResponse:
    user, row = administrator_of(request, section=PIPELINES), get_object_or_404(Pipeline, id=pipeline_id)
    name = row.name

    def do() -> str:
        act(pipeline=row, by=user, at=clock.now())
        return said % {"name": name}

    return press(request, do, then=reverse("settings-pipelines"))
