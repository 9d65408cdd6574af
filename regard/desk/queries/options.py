"""What a filter can be set to: everything that has a name, in one statement, and the languages that customers write."""

from typing import Any

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast

from regard.channels.models import Channel
from regard.conversations import queries as conversations
from regard.conversations.models import Conversation
from regard.conversations.queries.views import offered_tags
from regard.desk.queries.faces import Reader
from regard.desk.queries.lists import language_name
from regard.staff import queries as staff
from regard.staff.models import Team

_MOST_LANGUAGES = 40


def options(reader: Reader) -> dict[str, list[tuple[str, str]]]:
    """Ids and names by the part of a filter they are for, each list by name."""
    sources: dict[str, Any] = {
        "tag": offered_tags(), "assignee": staff.active_users(), "team": Team.objects.all(), "channel": Channel.objects.all(),
    }  # fmt: skip
    rows = [
        source.order_by().values_list(Value(part, output_field=CharField()), Cast("id", CharField()), F("name"))
        for part, source in sources.items()
    ]
    found: dict[str, list[tuple[str, str]]] = {}
    for part, identifier, name in rows[0].union(*rows[1:], all=True):
        found.setdefault(part, []).append((identifier.replace("-", ""), name))
    found["language"] = [(code, language_name(code)) for code in _languages(reader)]
    return {part: sorted(pairs, key=lambda pair: pair[1].casefold()) for part, pairs in found.items()}


def _languages(reader: Reader) -> list[str]:
    visible = conversations.visible_to(reader.user).filter(state=Conversation.State.OPEN).exclude(language="")
    return list(visible.order_by("language").values_list("language", flat=True).distinct()[:_MOST_LANGUAGES])
