"""A pipeline with its gates in one form: rows that are added, moved and removed by buttons, without script."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regard.administration.queries.pipelines import SENSES
from regard.opportunities.rules.gates import KIND_LABELS, MOST_GATES, SHELF_LIFE_DAYS, EvidenceKind, GateTerms

_LONGEST = 3650
_NOTHING: Mapping[str, Any] = {
    "name": "",
    "days": SHELF_LIFE_DAYS,
    "kinds": [EvidenceKind.MAIL.value, EvidenceKind.MEETING.value],
}


class GateForm(forms.Form):
    """One gate of a pipeline."""

    name = forms.CharField(label=gettext_lazy("Gate"), max_length=80)
    statement = forms.CharField(
        label=gettext_lazy("What the customer says or does to reach it"), max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Shown by"), widget=forms.CheckboxSelectMultiple,
        choices=[(kind.value, label) for kind, label in KIND_LABELS.items()],
        error_messages={"required": gettext_lazy("Choose at least one, or nothing could ever reach this gate.")},
    )  # fmt: skip
    days = forms.IntegerField(
        label=gettext_lazy("Days it is good for"), required=False, min_value=1, max_value=_LONGEST,
        help_text=gettext_lazy("Then the deal falls back by itself. Empty: for good."),
    )  # fmt: skip
    sense = forms.ChoiceField(
        label=gettext_lazy("Letters that may show it"), required=False, choices=[("", gettext_lazy("none")), *SENSES.items()],
        help_text=gettext_lazy("Proposed when one of their letters reads like that; a colleague decides."),
    )  # fmt: skip

    @classmethod
    def filled(cls, gate: GateTerms) -> dict[str, Any]:
        """The fields of a gate as it stands."""
        kinds = [kind.value for kind in gate.kinds]
        return {
            "name": gate.name, "statement": gate.statement, "kinds": kinds, "days": gate.shelf_life_days, "sense": gate.sense
        }  # fmt: skip

    def terms(self, *, wins: bool) -> GateTerms:
        """What was typed."""
        typed = self.cleaned_data
        return GateTerms(
            name=typed["name"].strip(), statement=" ".join(typed["statement"].split()), shelf_life_days=typed["days"],
            kinds=tuple(EvidenceKind(kind) for kind in typed["kinds"]), wins=wins, sense=typed["sense"],
        )  # fmt: skip


class PipelineForm(forms.Form):
    """The name, and the gates in their order; `wins` is the place of the one at which the sale is made."""

    name = forms.CharField(label=gettext_lazy("Called"), max_length=80)

    def __init__(
        self, data: QueryDict | None = None, *, name: str = "", rows: Sequence[Mapping[str, Any]] = (), wins: Sequence[int] = (),
        at: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, initial={"name": name})
        count = _count(data) if data is not None else len(rows)
        self.wins = _numbers(data.getlist("wins")) if data is not None else list(wins)
        self.gates = [
            GateForm(data, prefix=f"gate-{place}", initial=None if data is not None else dict(rows[place])) for place in range(count)
        ]  # fmt: skip
        if at is not None and at < count:
            self.gates[at].fields["name"].widget.attrs["autofocus"] = True

    @classmethod
    def of(cls, name: str, gates: Sequence[GateTerms]) -> "PipelineForm":
        """The form of a pipeline as it stands."""
        wins = [place for place, gate in enumerate(gates) if gate.wins]
        return cls(name=name, rows=[GateForm.filled(gate) for gate in gates], wins=wins)

    @property
    def may_grow(self) -> bool:
        """A gate can be added."""
        return len(self.gates) < MOST_GATES

    def clean(self) -> dict[str, Any]:
        """Each gate by itself, then all together."""
        typed = super().clean() or {}
        incomplete = [gate for gate in self.gates if not gate.is_valid()]
        are_valid = not incomplete and self._names_differ()
        if not self.gates:
            self.add_error(None, _("A pipeline needs a gate."))
        elif len(self.wins) != 1 or self.wins[0] >= len(self.gates):
            self.add_error(None, _("Say at which one gate the sale is made."))
        if not are_valid:
            self.add_error(None, _("A gate is not complete; it is marked there."))
        return typed

    def terms(self) -> list[GateTerms]:
        """The gates as typed."""
        return [gate.terms(wins=place in self.wins) for place, gate in enumerate(self.gates)]

    def _names_differ(self) -> bool:
        seen: set[str] = set()
        for gate in self.gates:
            name = gate.cleaned_data["name"].strip().casefold()
            if name in seen:
                gate.add_error("name", _("Another gate has this name."))
            seen.add(name)
        return len(seen) == len(self.gates)


def rearranged(data: QueryDict, pressed: str) -> PipelineForm:
    """The form after a button of a gate: with what was typed, a gate more, less, earlier or later; nothing is checked yet."""
    verb, _dash, number = pressed.partition("-")
    rows = [(place, _raw(data, place)) for place in range(_count(data))]
    at = next(iter(_numbers([number])), -1)
    is_there = 0 <= at < len(rows)
    if verb == "add" and len(rows) < MOST_GATES:
        rows.append((-1, dict(_NOTHING)))
        at = len(rows) - 1
    elif verb == "remove" and is_there:
        rows.pop(at)
        at = min(at, len(rows) - 1)
    elif verb in {"up", "down"} and is_there:
        to = min(max(at + (1 if verb == "down" else -1), 0), len(rows) - 1)
        rows.insert(to, rows.pop(at))
        at = to
    won = _numbers(data.getlist("wins"))
    wins = [place for place, (was, _row) in enumerate(rows) if was in won]
    return PipelineForm(
        name=data.get("name", ""), rows=[row for _was, row in rows], wins=wins, at=at if at >= 0 else None
    )


def _raw(data: QueryDict, place: int) -> dict[str, Any]:
    typed = {name: data.get(f"gate-{place}-{name}", "") for name in ("name", "statement", "days", "sense")}
    return typed | {"kinds": data.getlist(f"gate-{place}-kinds")}


def _count(data: QueryDict) -> int:
    return min(next(iter(_numbers([data.get("gates", "")])), 0), MOST_GATES)


def _numbers(texts: Sequence[str]) -> list[int]:
    return [int(text) for text in texts if text.isdecimal() and len(text) < 4]
