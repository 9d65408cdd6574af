"""Forms that came with fields filled in from what is known already."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from regard.effort.models import FormUse
from regard.effort.rules import Row, forms
from regard.staff.models import User


def arrived_filled(user: User, since: datetime, until: datetime) -> "QuerySet[FormUse]":
    """Forms a person kept in which something stood already that nobody had to type, newest first."""
    return FormUse.objects.filter(user=user, at__gte=since, at__lte=until, is_submitted=True, gifts__gt=0).order_by(
        "-at"
    )


def filled_rows(_user: User, uses: Iterable[FormUse]) -> list[Row]:
    """Which form, and which fields."""
    return [Row(label=_said(use), url=f"{reverse('effort')}#forms", at=use.at) for use in uses]


def _said(use: FormUse) -> str:
    form = forms.find(use.form)
    if form is None:
        return use.form
    asked = form.asked()
    names = [str(asked[name].label) for name in use.filled if name in asked and asked[name].is_gift]
    return f"{form.label}: {', '.join(names)}"
