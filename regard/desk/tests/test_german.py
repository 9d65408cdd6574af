"""Whoever reads German finds every page in German."""

from datetime import timedelta
from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from conftest import MORNING, Company
from regard.desk.tests.support import NOW, answered, says, signed_in, written, written_with_files
from regard.mail.models import Mailbox
from regard.promises import operations as promises
from regard.promises.models import Clock
from regard.staff.models import User

CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "de/LC_MESSAGES/django.mo"


@pytest.fixture
def ada(company: Company) -> Client:
    User.objects.filter(id=company.ada.id).update(language="de")
    company.ada.refresh_from_db()
    return signed_in(company.ada)


def english_left(words: str) -> list[str]:
    """Whole sentences of the catalogue that stand on a page untranslated."""
    with CATALOGUE.open("rb") as file:
        catalogue = GNUTranslations(file)._catalog
    english = {
        key
        for key, german in catalogue.items()
        if isinstance(key, str) and german != key and len(key) > 9 and "%" not in key
    }
    return sorted(sentence for sentence in english if f" {sentence} " in words)


def test_today_in_german(company: Company, ada: Client) -> None:
    conversation = written(company)
    promises.take_over(conversation=conversation, by=company.ada, at=NOW)

    response = ada.get("/today/")

    today = response.context["page"]
    assert (today.headline, today.date_text) == ("Ein Kunde wartet auf Sie.", "Dienstag, 10. März")
    assert today.consequence == "Die nächste Antwort ist fällig: 13:30. Niemand hat länger als zugesagt gewartet."
    assert [(row.why, row.clock.title) for row in today.waiting] == [
        ("Sie haben es übernommen", "Zugesagt bis Dienstag, 10. März 2026, 13:30 MEZ"),
    ]
    assert '<html lang="de"' in response.content.decode()


def test_numbers_and_lateness_in_german(company: Company, ada: Client) -> None:
    written(company, by=company.ada)
    written(company, by=company.ada)
    Clock.objects.update(due_at=NOW - timedelta(minutes=5))

    today = ada.get("/today/").context["page"]

    assert (today.headline, today.consequence) == (
        "Zwei Kunden warten auf Sie.",
        "Zwei davon warten länger als zugesagt.",
    )
    assert today.waiting[0].clock.text == "5 min zu spät"


def test_no_page_leaves_a_sentence_in_english(company: Company, ada: Client) -> None:
    Mailbox.objects.update(is_sample=True)
    conversation = written_with_files(
        company, html="<p>x</p>", files=[("a.pdf", "application/pdf", b"x")], by=company.ada
    )
    held = written(company, by=company.ada)
    answered(held, by=company.ada, at=MORNING, promised_for=NOW + timedelta(hours=1))
    automatic = written(company, Auto_Submitted="auto-generated")
    closed = written(company)
    promises.close(conversation=closed, reason="handled elsewhere", by=company.ada, at=MORNING)
    pages = [f"/inbox/{one.id}/" for one in (conversation, held, automatic, closed)]
    pages += [
        f"/inbox/{conversation.id}/?dialog=hand-over",
        "/today/",
        "/inbox/",
        "/inbox/?view=closed",
        "/received/",
        "/letters/",
    ]
    pages += ["/account/", "/nothing/", "/search/", "/accounts/login/"]

    assert {page: left for page in pages if (left := english_left(says(ada.get(page, follow=True))))} == {}
