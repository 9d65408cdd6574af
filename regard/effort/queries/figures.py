"""Each form as its users find it: never by person, and seconds only where they are of several people."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from regard.effort.models import FormUse
from regard.effort.queries.basis import FEWEST_PEOPLE
from regard.effort.rules import Form, forms

#: So far back a form is looked at; a field that nobody filled in all that time is proposed for removal.
LOOKS_BACK = timedelta(days=90)
#: From so many uses on a share says something; empty in more than that share of them, a field is proposed for removal.
FEWEST_USES, TOO_EMPTY = 20, 0.95
_MOST = 20_000
_COLUMNS = ("form", "user_id", "seconds", "typed", "filled", "empty", "is_submitted", "sent_back")


@dataclass(frozen=True, kw_only=True)
class FieldFigure:
    """A field: in how many uses it was shown, and what became of it there."""

    name: str
    label: Any
    use: Any
    is_needed: bool
    is_asked: bool
    shown: int
    typed: int
    filled: int
    empty: int

    @property
    def is_proposed(self) -> bool:
        """Whether it is empty so often that it had better not be asked."""
        may_go = self.is_asked and not self.is_needed
        return may_go and self.shown >= FEWEST_USES and self.empty > TOO_EMPTY * self.shown


@dataclass(frozen=True, kw_only=True)
class FormFigure:
    """A form. `seconds` is the median of kept uses, None while they are of fewer than three people."""

    form: Form
    uses: int
    given_up: int
    sent_back: int
    seconds: float | None
    fields: list[FieldFigure]

    @property
    def proposed(self) -> list[FieldFigure]:
        """The fields it had better not ask for."""
        return [field for field in self.fields if field.is_proposed]


def figures_of(*, at: datetime) -> list[FormFigure]:
    """Every form that is measured, most used first; one statement, and one for each kind of record with own fields."""
    uses: dict[str, list[Any]] = {name: [] for name in forms}
    rows = FormUse.objects.filter(at__gte=at - LOOKS_BACK, at__lte=at, form__in=list(uses)).order_by("-at")
    for use in rows.values_list(*_COLUMNS, named=True)[:_MOST]:
        uses[use.form].append(use)
    figures = [_form(forms.get(name), found) for name, found in uses.items()]
    return sorted(figures, key=lambda one: -one.uses)


def _form(form: Form, uses: Sequence[Any]) -> FormFigure:
    kept = [use for use in uses if use.is_submitted]
    is_of_several = len({use.user_id for use in kept}) >= FEWEST_PEOPLE
    return FormFigure(
        form=form,
        uses=len(uses),
        given_up=len(uses) - len(kept),
        sent_back=sum(use.sent_back > 0 for use in uses),
        seconds=median(use.seconds for use in kept) if is_of_several else None,
        fields=_fields(form, kept),
    )


def _fields(form: Form, kept: Iterable[Any]) -> list[FieldFigure]:
    typed, filled, empty = Counter[str](), Counter[str](), Counter[str]()
    for use in kept:
        typed.update(use.typed)
        filled.update(use.filled)
        empty.update(use.empty)
    return [
        FieldFigure(
            name=name, label=one.label, use=one.use, is_needed=one.is_needed, is_asked=not form.edits, typed=typed[name], filled=filled[name],
            empty=empty[name], shown=typed[name] + filled[name] + empty[name],
        )
        for name, one in form.asked().items()
    ]  # fmt: skip
