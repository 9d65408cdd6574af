"""What every page of the staff shell shows: who is signed in, the theme, the places to go."""

import json
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from regard.desk.queries.navigation import places
from regard.kit.keys import key_map
from regard.staff.models import User
from regard.staff.rules import Right, may


def shell(request: HttpRequest) -> dict[str, Any]:
    """Template variables for `kit/app.html`; the navigation is counted only where it is shown."""
    theme = request.COOKIES.get("theme", "")
    context: dict[str, Any] = {"theme": theme if theme in {"light", "dark"} else "", "theme_url": reverse("theme")}
    user = getattr(request, "user", None)
    if isinstance(user, User):
        context["account_url"] = reverse("account")
        context["own_keys"] = user.keys
        context["key_map"] = json.dumps(key_map(user.keys)) if user.keys else ""
        context["settings_url"] = reverse("settings") if may(user.role, Right.SET_UP) else ""
        context["new_message_url"] = reverse("conversation-new") if may(user.role, Right.ANSWER) else ""
        context["navigation"] = SimpleLazyObject(lambda: places(request, user))
    return context
