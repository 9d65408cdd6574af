"""Who only reads may change nothing, whatever they send."""

import pytest
from django.apps import apps
from django.core import serializers

from conftest import Company
from regard.desk.tests.support import reader_only, says, signed_in, to, written
from regard.promises import operations as promises

ROOMS = ("conversations", "promises", "mail", "customers", "routing", "events", "jobs")


def every_row() -> list[str]:
    """All rows of the rooms behind the page, as text."""
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    return [serializers.serialize("json", model._default_manager.order_by("pk")) for model in models]


@pytest.mark.parametrize(
    ("action", "typed"),
    [
        ("answer", {"to": "carla@mirela.example", "body": "Hello"}),
        (
            "answer",
            {"to": "carla@mirela.example", "body": "Hello", "holding": "yes", "promised_until": "2026-03-11T10:00"},
        ),
        ("note", {"body": "A note"}),
        ("hand-over", {"note": "Please."}),
        ("take", {}),
        ("close", {"reason": "spam"}),
        ("reopen", {}),
        ("needs-answer", {}),
    ],
)
def test_no_action_is_theirs_and_nothing_changes(company: Company, action: str, typed: dict[str, str]) -> None:
    kind = {"Auto_Submitted": "auto-generated"} if action == "needs-answer" else {}
    conversation = written(company, **kind)
    if action == "reopen":
        promises.close(conversation=conversation, reason="spam", by=company.ada, at=conversation.created_at)
    rita, before = signed_in(reader_only(company)), every_row()

    response = rita.post(to(action, conversation), {"to": str(company.ben.id), **typed})

    assert response.status_code == 403
    assert "You may not do this." in says(response)
    assert "Nothing was changed." in says(response)
    assert every_row() == before
    assert (
        signed_in(company.ada).post(to(action, conversation), {"to": str(company.ben.id), **typed}).status_code == 302
    )


def test_they_read_everything_else(company: Company) -> None:
    conversation = written(company)
    rita = signed_in(reader_only(company))

    addresses = ["/today/", "/inbox/?view=team", f"/inbox/{conversation.id}/", "/received/"]
    assert [rita.get(address).status_code for address in addresses] == [200] * 4
    assert rita.get("/letters/").status_code == 403
