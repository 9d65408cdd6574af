"""Settings > Fields."""

from datetime import timedelta

from django.test import Client

from conftest import MORNING, Company
from regard.fields.models import CustomField
from regard.fields.operations import add_field


def signed_in(company: Company, who: str) -> Client:
    client = Client()
    client.force_login(getattr(company, who))
    return client


def test_a_field_is_added_and_refused_with_what_was_typed(company: Company) -> None:
    client = signed_in(company, "ben")
    typed = {"label": "Budget", "kind": "money", "use": "Chooses who rings.", "choices": "", "currency": "eur"}
    assert client.post("/settings/fields/new/account/", typed).status_code == 302
    assert CustomField.objects.get().currency == "EUR"
    again = client.post("/settings/fields/new/account/", typed)
    assert (again.status_code, "already" in again.content.decode(), "Chooses who rings." in again.content.decode()) == (
        422,
        True,
        True,
    )
    assert client.get("/settings/fields/new/pump/").status_code == 404
    assert signed_in(company, "ada").get("/settings/fields/").status_code == 403


def test_a_field_nobody_uses_is_proposed_for_removal_and_comes_back(company: Company) -> None:
    row = add_field(
        record_kind="contact",
        label="Fax",
        kind="text",
        use="Nobody knows.",
        by=company.ben,
        at=MORNING - timedelta(days=400),
    )
    client = signed_in(company, "ben")
    assert "nobody needed it for 90 days" in client.get("/settings/fields/").content.decode()
    client.post(f"/settings/fields/{row.id}/retire/")
    assert "Retired: what stands in them is kept" in client.get("/settings/fields/").content.decode()
    client.post(f"/settings/fields/{row.id}/revive/")
    row.refresh_from_db()
    assert row.retired_at is None


def test_a_choice_can_be_offered_later_and_its_kind_stays(company: Company) -> None:
    row = add_field(
        record_kind="account", label="Size", kind="choice", use="Sorts.", choices=["S", "M"], by=company.ben, at=MORNING
    )
    client = signed_in(company, "ben")
    assert "kind" not in client.get(f"/settings/fields/{row.id}/").context["form"].fields
    client.post(f"/settings/fields/{row.id}/", {"label": "Size", "use": "Sorts.", "choices": "S\nM\nL"})
    row.refresh_from_db()
    assert row.choices == ["S", "M", "L"]
