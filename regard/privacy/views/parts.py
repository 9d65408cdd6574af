"""What the pages of privacy share."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from regard.conversations.queries import few_contacts_visible_to
from regard.customers.models import Contact
from regard.privacy.operations import (
    ConsentRefusedError,
    ErasureRefusedError,
    HoldRefusedError,
    PeriodRefusedError,
)
from regard.staff.models import User
from regard.staff.queries import require
from regard.staff.rules import Right

#: Each carries a sentence for who asked; nothing was changed.
REFUSALS = (ConsentRefusedError, ErasureRefusedError, HoldRefusedError, PeriodRefusedError)
INVALID = 422


def user_of(request: HttpRequest) -> User:
    """Who asks for this page."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def keeper_of(request: HttpRequest) -> User:
    """Who asks for this page; raises ForbiddenError for whoever may not give out, erase and hold."""
    user = user_of(request)
    require(user, Right.KEEP_PRIVACY)
    return user


def contact_for(user: User, contact_id: UUID) -> Contact:
    """The person, if the reader may know of them; else they do not exist."""
    return get_object_or_404(few_contacts_visible_to(user).select_related("account"), id=contact_id)


def press(request: HttpRequest, act: Callable[[], str], *, then: str) -> HttpResponse:
    """Do what a button says, say that it is done or why not, and go on."""
    try:
        messages.success(request, act())
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    return redirect(then)
