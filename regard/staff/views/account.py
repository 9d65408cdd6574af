"""A person's own page: how they sign in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


@login_required
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Password, second factor, passkeys, sign-ins: each on its own page."""
    return render(request, "staff/account.html")
