"""Reading the promise ledger."""

from django.db.models import QuerySet

from regard.promises.models import Promise
from regard.staff.models import User


def open_promises(*, holder: User) -> "QuerySet[Promise]":
    """What a person has told customers and not yet done, soonest first."""
    return (
        Promise.objects.filter(holder=holder, kept_at=None).select_related("conversation", "account").order_by("due_at")
    )
