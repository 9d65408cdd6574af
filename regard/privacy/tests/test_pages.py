"""The pages of privacy: who may, what they show, and what they do."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import MORNING, Company
from regard.conversations.models import Message
from regard.customers.models import Contact
from regard.kit import clock
from regard.privacy.models import Consent, Erasure, Hold, Looked, Purpose, RetentionRule, RetentionRun
from regard.privacy.operations import Said, add_purpose, erase, note_consent, note_looked
from regard.staff import operations as staff
from regard.staff.models import User
from tools.testing.letters import arrive, letter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MORNING + timedelta(hours=1))


@pytest.fixture
def carla(company: Company) -> Contact:
    arrive(letter(), company.mailbox, at=MORNING)
    return Contact.objects.get()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def person(carla: Contact) -> str:
    return reverse("privacy-person", args=[carla.id])


@pytest.mark.parametrize("name", ["privacy", "privacy-looked", "privacy-purposes", "privacy-retention"])
def test_only_who_leads_sees_everybodys_privacy(company: Company, name: str) -> None:
    assert [signed_in(user).get(reverse(name)).status_code for user in (company.olga, company.ben, company.ada)] == [200, 200, 403]  # fmt: skip


def test_an_agent_notes_consents_and_can_neither_give_out_nor_erase(company: Company, carla: Contact) -> None:
    client = signed_in(company.ada)
    assert client.get(person(carla)).status_code == 200
    closed = [
        client.post(reverse(name, args=[carla.id])) for name in ("privacy-archive", "privacy-erase", "privacy-hold")
    ]
    assert [answer.status_code for answer in closed] == [403, 403, 403]
    assert not Erasure.objects.exists()
    assert Contact.objects.get().name == "Carla Customer"


def test_a_person_of_another_teams_mailbox_does_not_exist(company: Company, carla: Contact) -> None:
    Message.objects.get(kind="inbound").conversation.__class__.objects.update(is_team_only=True)
    stranger = staff.add_user(email="m@havn.example", name="Mia Manager", role="manager", zone="UTC", at=MORNING)
    assert signed_in(stranger).get(person(carla)).status_code == 404
    assert signed_in(stranger).post(reverse("privacy-archive", args=[carla.id])).status_code == 404
    assert (
        signed_in(stranger).post(reverse("privacy-erase", args=[carla.id]), {"typed": "Carla Customer"}).status_code
        == 404
    )
    assert signed_in(company.ben).get(person(carla)).status_code == 200


def test_a_yes_is_noted_with_its_proof_and_shown(company: Company, carla: Contact) -> None:
    purpose = add_purpose(name="Newsletter", text="Write to me about pumps.", by=company.olga, at=MORNING)
    message = Message.objects.get(kind="inbound")
    client = signed_in(company.ada)
    typed = {"purpose": str(purpose.id), "answer": "yes", "day": "2026-03-10", "source": "mail"}
    refused = client.post(reverse("privacy-consent", args=[carla.id]), typed)
    assert (refused.status_code, "A yes nobody can show is none." in refused.content.decode()) == (422, True)
    assert (
        client.post(reverse("privacy-consent", args=[carla.id]), {**typed, "message": str(message.id)}).status_code
        == 302
    )
    row = Consent.objects.get()
    assert (row.is_given, row.by, row.text, row.source, row.message, row.evidence) == (
        True, company.ada, "Write to me about pumps.", "mail", message, "their message of 2026-03-10",
    )  # fmt: skip
    shown = client.get(person(carla)).content.decode()
    assert "Yes, on 10 Mar 2026" in shown
    assert reverse("conversation", args=[message.conversation_id]) in shown


def test_the_page_of_a_person_takes_few_statements(company: Company, carla: Contact) -> None:
    purpose = add_purpose(name="Newsletter", text="Write to me.", by=company.olga, at=MORNING)
    for days in range(30):
        said = Said(is_given=True, at=MORNING - timedelta(days=days), source="paper", evidence="folder 12")
        note_consent(contact=carla, purpose=purpose, said=said, by=company.ada, at=MORNING)
    client = signed_in(company.olga)
    client.get(person(carla))
    with CaptureQueriesContext(connection) as statements:
        client.get(person(carla))
    assert len(statements) <= 12, "\n".join(one["sql"][:150] for one in statements)


def test_who_looked_is_filtered_by_customer_colleague_and_day(company: Company, carla: Contact) -> None:
    note_looked(by=company.ada, kind="contact", record_id=carla.id, page="customer", at=MORNING)
    note_looked(by=company.ben, kind="contact", record_id=carla.id, page="history", at=MORNING - timedelta(days=3))
    other = Contact.objects.create(name="Dora Dekker", created_at=MORNING)
    note_looked(by=company.ada, kind="contact", record_id=other.id, page="customer", at=MORNING)
    client = signed_in(company.olga)

    def seen(**of: str) -> list[tuple[str, str]]:
        return [(one.who, one.what) for one in client.get(reverse("privacy-looked"), of).context["looks"]]

    assert seen() == [("Ada Agent", "Dora Dekker"), ("Ada Agent", "Carla Customer"), ("Ben Lead", "Carla Customer")]
    assert seen(person="carla@mirela.example") == [("Ada Agent", "Carla Customer"), ("Ben Lead", "Carla Customer")]
    assert seen(user=str(company.ben.id)) == [("Ben Lead", "Carla Customer")]
    assert seen(since="2026-03-10", until="2026-03-10", person="carla@mirela.example") == [
        ("Ada Agent", "Carla Customer")
    ]
    assert seen(person="nobody@nowhere.example") == []


def test_the_archive_holds_what_is_held_and_says_so(company: Company, carla: Contact) -> None:
    answer = signed_in(company.olga).post(reverse("privacy-archive", args=[carla.id]))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:  # type: ignore[attr-defined]
        assert archive.testzip() is None
        names = archive.namelist()
        assert {"index.html", "contact.json", "conversations/1001.json", "ways to reach them.json"} <= set(names)
        said = json.loads(archive.read("conversations/1001.json"))["messages"]
        assert [(one["kind"], one["text"].strip()) for one in said] == [("inbound", "The P-220 stops after ten minutes. What should we do?")]  # fmt: skip
        (original,) = [name for name in names if name.endswith(".eml") and "-in-" in name]
        assert b"Subject: Pump stops" in archive.read(original)
        assert "Carla Customer" in archive.read("index.html").decode()
    assert [(one.user, one.page) for one in Looked.objects.all()] == [(company.olga, "archive")]


def test_a_hold_keeps_a_person_from_being_erased_until_it_is_lifted(company: Company, carla: Contact) -> None:
    client = signed_in(company.olga)
    client.post(reverse("privacy-hold", args=[carla.id]), {"reason": ""})
    assert not Hold.objects.exists()
    client.post(reverse("privacy-hold", args=[carla.id]), {"reason": "a dispute about invoice 12"})
    shown = client.get(reverse("privacy-erase", args=[carla.id])).content.decode()
    assert "A legal hold keeps this person’s data: a dispute about invoice 12. Lift it first." in shown.replace(
        "&#x27;", "’"
    ).replace("'", "’")
    assert "Erase for good" not in shown
    client.post(
        reverse("privacy-erase", args=[carla.id]), {"typed": "Carla Customer", "ground": "asked", "confirmed": "on"}
    )
    assert not Erasure.objects.exists()
    client.post(reverse("privacy-lift", args=[carla.id, Hold.objects.get().id]))
    assert Hold.objects.get().lifted_by == company.olga


def test_erasing_asks_for_the_name_and_for_a_word_while_they_wait(company: Company, carla: Contact) -> None:
    client = signed_in(company.olga)
    address = reverse("privacy-erase", args=[carla.id])
    for typed in ({"typed": "Carla"}, {"typed": "Carla Customer"}):
        answer = client.post(address, {**typed, "ground": "asked"})
        assert answer.status_code == 422
    assert "They wait for our answer in 1 conversation." in answer.content.decode()
    assert Contact.objects.get().name == "Carla Customer"
    answer = client.post(address, {"typed": "carla  customer", "ground": "asked", "confirmed": "on"})
    assert answer.status_code == 302
    row = Erasure.objects.get()
    assert (row.by, row.ground, Contact.objects.get().name) == (company.olga, "asked", row.pseudonym)
    assert client.get(reverse("privacy"), {"address": "carla@mirela.example"}).status_code == 422
    assert "was erased on" in client.get(reverse("privacy"), {"address": "carla@mirela.example"}).content.decode()


def test_purposes_are_added_once_and_retired(company: Company) -> None:
    client = signed_in(company.olga)
    for status in (302, 422):
        assert client.post(reverse("privacy-purposes"), {"name": "Newsletter", "text": "Write."}).status_code == status
    client.post(reverse("privacy-purpose-retire", args=[Purpose.objects.get().id]))
    assert Purpose.objects.get().retired_at == MORNING + timedelta(hours=1)


def test_periods_are_set_tried_and_reported(company: Company, carla: Contact) -> None:
    note_looked(by=company.ada, kind="contact", record_id=carla.id, page="customer", at=MORNING - timedelta(days=400))
    client = signed_in(company.olga)
    refused = client.post(reverse("privacy-retention"), {"looked": "0"})
    assert (refused.status_code, RetentionRule.objects.count()) == (422, 0)
    client.post(reverse("privacy-retention"), {"looked": "6", "notifications": "12"})
    assert list(RetentionRule.objects.values_list("kind", "months", "changed_by__name")) == [
        ("looked", 6, "Olga Owner")
    ]
    client.post(reverse("privacy-retention-try"))
    run = RetentionRun.objects.get()
    assert (run.is_trial, run.by, run.counts, Looked.objects.count()) == (
        True,
        company.olga,
        {"looked": 1, "notifications": 0},
        1,
    )
    assert "Who looked at whose data" in client.get(reverse("privacy-retention")).content.decode()


def test_an_erased_persons_page_says_so(company: Company, carla: Contact) -> None:
    row = erase(contact=carla, ground="asked", by=company.olga, at=MORNING, confirmed=True)
    shown: Any = signed_in(company.olga).get(person(carla))
    assert f"{row.pseudonym}" in shown.content.decode()
    assert "Erased on 10 March 2026 by Olga Owner." in shown.content.decode()
