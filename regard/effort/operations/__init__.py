"""Noting how a form was used. No event: the log is kept for ever, and this is forgotten after 400 days."""

from datetime import datetime, timedelta
from enum import Enum

from django.db import transaction

from regard.effort.models import FormUse, Worth
from regard.effort.queries.basis import measured_medians
from regard.effort.rules import Form, Measure, MeasureError, forms
from regard.effort.rules.measures import MOST_FIELDS, MOST_SECONDS
from regard.kit.ids import uuid7
from regard.staff.models import User

KEPT_FOR = timedelta(days=400)
#: A form that came back with something wrong and is sent again within this time is still the same use.
_GOES_ON_WITHIN = timedelta(minutes=10)


class Outcome(Enum):
    """How a look at a form ended."""

    KEPT = "kept"
    SENT_BACK = "sent back"
    LEFT = "left"


def record_use(*, measure: Measure, outcome: Outcome, by: User, at: datetime) -> FormUse:
    """Note a look at a form; one that goes on with what was sent back adds to it. An unknown form raises MeasureError.

    At most an hour and a hundred fields count; names the form does not have are left out.
    """
    form = forms.find(measure.form)
    if form is None:
        message = f"no form is called {measure.form[:60]!r}"
        raise MeasureError(message)
    with transaction.atomic():
        use = _sent_back(form, by, at) or FormUse(id=uuid7(), form=form.name, user=by, seconds=0)
        _add(use, form, measure)
        use.at = at
        use.is_submitted = outcome is Outcome.KEPT
        use.sent_back += outcome is Outcome.SENT_BACK
        use.save()
    return use


def forget_old(*, at: datetime) -> int:
    """Delete uses older than 400 days; returns how many."""
    return FormUse.objects.filter(at__lt=at - KEPT_FOR).delete()[0]


def count_worth(*, at: datetime) -> None:
    """Count anew what the company's own forms take; what no longer suffices to be measured falls back to its default."""
    rows = [
        Worth(name=name, milliseconds=round(one.seconds * 1000), uses=one.uses, counted_at=at)
        for name, one in measured_medians(at=at).items()
    ]
    with transaction.atomic():
        Worth.objects.all().delete()
        Worth.objects.bulk_create(rows)


def _sent_back(form: Form, by: User, at: datetime) -> FormUse | None:
    latest = (
        FormUse.objects.filter(user=by, at__gte=at - _GOES_ON_WITHIN, form=form.name).order_by("-at", "-id").first()
    )
    return latest if latest and latest.sent_back and not latest.is_submitted else None


def _add(use: FormUse, form: Form, measure: Measure) -> None:
    """What came back in a form that was sent back was typed before: it did not arrive filled."""
    asked = form.asked()
    typed = list(dict.fromkeys([*use.typed, *(name for name in measure.typed if name in asked)]))[:MOST_FIELDS]
    use.seconds = min(use.seconds + measure.seconds, MOST_SECONDS)
    use.filled = [name for name in measure.filled if name in asked and name not in typed]
    use.empty = [name for name in measure.empty if name in asked and name not in {*typed, *use.filled}]
    use.typed = typed
    use.gifts = sum(asked[name].is_gift for name in use.filled)
