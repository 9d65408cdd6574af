"""Settings > Pipelines: which there are, by which gates, and what stands on them."""

from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regard.administration.queries.parts import Action, Cell, Row, Table
from regard.opportunities.models import Ladder, Opportunity, Pipeline

#: How a letter reads that the machine may propose for a gate.
SENSES = {
    "problem": gettext_lazy("what is wrong, and what it costs them"),
    "act": gettext_lazy("a budget, or by when they will act"),
    "criteria": gettext_lazy("by what, or in which steps they decide"),
    "short list": gettext_lazy("that we are one of few"),
    "choice": gettext_lazy("that they choose us"),
    "signed": gettext_lazy("an order, or something signed"),
    "works": gettext_lazy("that it works for them"),
}


def pipeline_tables() -> list[Table]:
    """A table of those in use, and one of those that are retired."""
    ladders = Ladder.objects.order_by("-number").prefetch_related("gates")
    rows = Pipeline.objects.order_by("-is_default", "name").prefetch_related(Prefetch("ladders", queryset=ladders))
    every = list(rows.annotate(n_open=Count("ladders__opportunities", filter=Q(ladders__opportunities__outcome=""))))
    columns = (_("Pipeline"), _("Gates"), _("Version"), _("Open"))
    tables = [
        Table(
            key="pipelines", title=_("How customers buy from you"), columns=columns,
            rows=[_row(one, one.n_open) for one in every if not one.retired_at],
            empty=_("None yet. Without one, the first opportunity begins in a pipeline of seven usual gates."),
            add_url=reverse("settings-pipeline-new"), add_label=_("Add a pipeline"),
        )
    ]  # fmt: skip
    if retired := [_row(one, one.n_open) for one in every if one.retired_at]:
        title = _("Retired: what is open there goes on, nothing new begins")
        tables.append(Table(key="retired", title=title, columns=columns, rows=retired))
    return tables


def on_earlier_versions(pipeline: Pipeline, ladder: Ladder) -> int:
    """How many open opportunities keep another version of a pipeline than this one."""
    return Opportunity.objects.filter(ladder__pipeline=pipeline, outcome="").exclude(ladder=ladder).count()


def standing_on(pipeline: Pipeline) -> str:
    """How many opportunities are open in a pipeline, in words, and what a change means for them; "" for none."""
    count = Opportunity.objects.filter(ladder__pipeline=pipeline, outcome="").count()
    if not count:
        return ""
    words = ngettext(
        "%(count)s opportunity is open here. It keeps the gates it began with; a change makes a new version for those that begin from now on.",
        "%(count)s opportunities are open here. They keep the gates they began with; a change makes a new version for those that begin from now on.",
        count,
    )
    return words % {"count": count}


def _row(pipeline: Pipeline, n_open: int) -> Row:
    latest = next(iter(pipeline.ladders.all()), None)
    gates = list(latest.gates.all()) if latest else []
    winning = next((gate.name for gate in gates if gate.wins), "")
    cells = (
        Cell(
            text=pipeline.name, detail=_("the usual one") if pipeline.is_default else "",
            url=reverse("settings-pipeline", args=[pipeline.id]),
        ),
        Cell(text=" › ".join(gate.name for gate in gates), detail=_("Sale made at “%(gate)s”") % {"gate": winning}),
        Cell(text=str(latest.number) if latest else ""), Cell(text=str(n_open)),
    )  # fmt: skip
    return Row(cells=cells, actions=_actions(pipeline))


def _actions(pipeline: Pipeline) -> list[Action]:
    args = [pipeline.id]
    if pipeline.retired_at:
        return [
            Action(label=_("Use it again"), url=reverse("settings-pipeline-revive", args=args)),
            Action(label=_("Delete"), url=reverse("settings-pipeline-delete", args=args)),
        ]
    if pipeline.is_default:
        return []
    return [Action(label=_("Make it the usual one"), url=reverse("settings-pipeline-usual", args=args))]
